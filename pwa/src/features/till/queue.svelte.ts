/** What this till accepted without a network: sent later, each with its own key, and decided by the server. */
import { randomId } from '../../api/client.ts'
import { asApiError } from '../../api/problem.ts'
import { serverNow } from '../../kit/clock.svelte.ts'
import { keepPersonal, readPersonal } from '../../kit/personal.ts'
import { inTurn } from '../../kit/turns.ts'
import { redeemVoucher, type Use } from './api.ts'

export interface Accepted {
  key: string
  uscc: string
  use: Use
  /** The voucher's id inside the code: the same one is not taken twice in a minute. */
  claim: string
  state: 'waiting' | 'refused'
  /** The server's words, when it refused. */
  why: string
}

const NAME = 'till-queue'
const AGAIN_MS = 60_000

class Queue {
  items = $state.raw<Accepted[]>([])
  sending = $state(false)

  async open(): Promise<void> {
    this.items = (await readPersonal<Accepted[]>(NAME)) ?? []
  }

  isAgain(claim: string): boolean {
    return this.items.some((one) => one.claim === claim && serverNow() - Date.parse(one.use.acceptedAt ?? '') < AGAIN_MS)
  }

  async accept(uscc: string, use: Use, claim: string): Promise<void> {
    const acceptedAt = new Date(serverNow()).toISOString()
    await this.keep([...this.items, { key: randomId(), uscc, use: { ...use, acceptedAt }, claim, state: 'waiting', why: '' }])
  }

  async drop(key: string): Promise<void> {
    await this.keep(this.items.filter((one) => one.key !== key))
  }

  /** One after the other, by one tab; what the network loses is sent again with the same key. */
  send(): Promise<void> {
    return inTurn(NAME, async () => {
      await this.open()
      this.sending = true
      try {
        for (const one of this.items.filter(({ state }) => state === 'waiting')) await this.sendOne(one)
      } finally {
        this.sending = false
      }
    })
  }

  private async sendOne(one: Accepted): Promise<void> {
    try {
      await redeemVoucher(one.uscc, one.use, one.key)
      await this.drop(one.key)
    } catch (reason) {
      const { kind, status, slug, message, errors } = asApiError(reason)
      if (kind !== 'problem' || status >= 500 || status === 429 || status === 401 || slug === 'request-in-flight') return
      const why = errors[0]?.message || message
      await this.keep(this.items.map((other) => (other.key === one.key ? { ...other, state: 'refused', why } : other)))
    }
  }

  private async keep(items: Accepted[]): Promise<void> {
    await keepPersonal(NAME, items)
    this.items = items
  }
}

export const queue = new Queue()
