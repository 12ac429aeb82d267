/** One check of a person's code: by the phone at once, by the server only when it is put on record. */
import { asApiError, type ApiError } from '../../api/problem.ts'
import { net } from '../../kit/net.svelte.ts'
import { renewLists } from '../../trust/state.svelte.ts'
import type { OfflineVerdict, OpenFault } from '../../verify/index.ts'
import type { Handed } from './hand.ts'
import { verifyLocally } from './local.ts'
import type { PassCheck, Purpose } from './pass-check.ts'

const SHOWN_MS = 60_000
/** What newer lists can heal, without telling anybody whose code it is. */
const HEALED: ReadonlySet<OpenFault> = new Set<OpenFault>(['no_bundle', 'stale_bundle', 'newer_key', 'no_status_list', 'stale_status_list'])

export class PersonCheck {
  verdict = $state.raw<OfflineVerdict | null>(null)
  record = $state.raw<PassCheck | null>(null)
  failure = $state.raw<ApiError | null>(null)
  renewing = $state(false)
  registering = $state(false)
  /** The minute is over: nothing of the person stays on the screen. */
  gone = $state(false)
  private timer = 0
  private handed: Handed | null

  constructor(handed: Handed) {
    this.handed = handed
  }

  async run(): Promise<void> {
    const { handed } = this
    if (!handed) return
    const text = `${location.origin}/v#${handed.digits}`
    let found = await verifyLocally(text, handed.at)
    if (found?.verdict === 'unverifiable' && HEALED.has(found.reason) && net.online) {
      this.renewing = true
      await renewLists()
      found = await verifyLocally(text, handed.at)
      this.renewing = false
    }
    this.verdict = found
    this.keepAMinute()
  }

  async register(purpose: Purpose, uscc: string): Promise<void> {
    if (!this.handed) return
    this.registering = true
    this.failure = null
    try {
      const { registerCheck } = await import('./pass-check.ts')
      this.record = await registerCheck(this.handed.digits, purpose, uscc)
      this.keepAMinute()
    } catch (reason) {
      this.failure = asApiError(reason)
    } finally {
      this.registering = false
    }
  }

  end(): void {
    clearTimeout(this.timer)
    this.handed = null
  }

  private keepAMinute(): void {
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => {
      this.end()
      this.gone = true
      this.verdict = null
      this.record = null
    }, SHOWN_MS)
  }
}
