/** Proving that who holds the phone is the person, before an act of weight. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { Schemas } from '../../api/shapes.ts'

export type OwnWays = Schemas['OwnWays']
export type Proof = Partial<Schemas['ProveSelf']>
export type CodeAsked = Schemas['CodeRequest']

export const getOwnWays = (signal?: AbortSignal): Promise<OwnWays> => call(address('/api/sessions/own-ways', {}), { ...(signal && { signal }) })

export const askConfirmCode = (): Promise<CodeAsked> => call(address('/api/sessions/confirm-codes', {}), { method: 'POST' })
