/** What the live badge may show at this moment. The server's no is remembered, its silence is not a no. */
import { getBadge, getMerchant } from '../../api/calls.ts'
import { asApiError, type ApiError } from '../../api/problem.ts'
import { engine } from '../../trust/state.svelte.ts'
import { dropBadge, holdBadge, keepBadge, mayShow, readHeldBadge, type HeldBadge } from './held-badge.ts'

type Live =
  | { kind: 'asking' | 'gone' | 'expired' }
  | { kind: 'live' | 'saved'; held: HeldBadge }
  | { kind: 'failed'; error: ApiError }

/** With a slow network the kept badge, marked with its age, comes after this long. */
const PATIENCE_MS = 4000

export class LiveBadge {
  now = $state.raw<Live>({ kind: 'asking' })
  private turn = 0

  constructor(private readonly uscc: string) {}

  /** Ask the server; fall back to the kept badge only when it does not answer. */
  async refresh(): Promise<void> {
    const turn = ++this.turn
    const slow = setTimeout(() => void this.showKept(turn, null), PATIENCE_MS)
    try {
      const [link, shop] = await Promise.all([getBadge(this.uscc, undefined, true), getMerchant(this.uscc, undefined, true)])
      const held = holdBadge(link, shop, Date.now())
      await keepBadge(this.uscc, held)
      if (turn === this.turn) this.now = { kind: 'live', held }
    } catch (reason) {
      await this.refused(turn, asApiError(reason))
    } finally {
      clearTimeout(slow)
    }
  }

  stop(): void {
    this.turn += 1
  }

  private async refused(turn: number, error: ApiError): Promise<void> {
    return error.status === 404 || error.status === 410 ? this.forget(turn) : this.showKept(turn, error)
  }

  private async forget(turn: number): Promise<void> {
    await dropBadge(this.uscc)
    if (turn === this.turn) this.now = { kind: 'gone' }
  }

  /** `error` null: the answer is only late, so nothing is said but what is kept. */
  private async showKept(turn: number, error: ApiError | null): Promise<void> {
    const held = await readHeldBadge(this.uscc)
    if (held && (await isRefusedHere(held))) return this.forget(turn)
    if (turn !== this.turn || (!held && !error)) return
    if (!held) this.now = { kind: 'failed', error: error as ApiError }
    else this.now = mayShow(held, Date.now()) ? { kind: 'saved', held } : { kind: 'expired' }
  }
}

/** The status lists that this phone holds may know of a revocation which the badge's own page never heard of. */
async function isRefusedHere(held: HeldBadge): Promise<boolean> {
  try {
    const { reason } = await (await engine()).verifyHere(held.url, Date.now())
    return reason === 'revoked' || reason === 'suspended'
  } catch {
    return false // without the verifier the age beside the code must do
  }
}
