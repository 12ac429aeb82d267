/** Reviews of anomalies (权益核查), as officers and the shop use them. Nothing in it says who a holder is. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { Page, Schemas } from '../../api/shapes.ts'

export type Card = Schemas['ReviewCard']
export type Case = Schemas['ReviewCase']
export type ShopCase = Schemas['ShopReview']
export type Item = Schemas['ReviewItem']
export type Step = Schemas['ReviewStepView']
export type Hold = Schemas['HoldView']
export type Which = 'open' | 'closed'
/** What an officer does about a case, the last part of its address. */
export type Doing = 'question' | 'hold' | 'hold/decision' | 'closing' | `vouchers/${string}/revocation`

const opts = (signal?: AbortSignal): { signal?: AbortSignal } => ({ ...(signal && { signal }) })

export const listQueue = (which: Which, after: string | null): Promise<Page<Card>> =>
  call(address('/api/perk-reviews', {}), { query: { which, after } })
export const getCase = (review: string, signal?: AbortSignal): Promise<Case> =>
  call(address('/api/perk-reviews/{review}', { review }), opts(signal))
export const act = (review: string, what: Doing, body: unknown, key: string): Promise<Case> =>
  call(`${address('/api/perk-reviews/{review}', { review })}/${what}`, { method: 'POST', body, key })

export const listShopCases = (uscc: string, signal?: AbortSignal): Promise<{ items: Card[] }> =>
  call(address('/api/subjects/{uscc}/perk-reviews', { uscc }), opts(signal))
export const getShopCase = (uscc: string, review: string, signal?: AbortSignal): Promise<ShopCase> =>
  call(address('/api/subjects/{uscc}/perk-reviews/{review}', { uscc, review }), opts(signal))
export const reply = (uscc: string, review: string, text: string, key: string): Promise<ShopCase> =>
  call(address('/api/subjects/{uscc}/perk-reviews/{review}/reply', { uscc, review }), { method: 'POST', body: { text }, key })
