/** What the showing phone puts into its code: the issued pass plus the proof of this moment. */

import { reachesAnchor, STEPS } from './chain.ts'
import { bytesToDigits } from './digits.ts'
import { need } from './faults.ts'
import { decodeSign1, isBytes, isNat, PRIVATE, withUnprotected } from './sign1.ts'

/** `ORIGIN/v#DIGITS`; `token` as issued. Throws `CodeFault` when the pieces do not belong together. */
export function buildPassText(token: Uint8Array, step: number, preimage: Uint8Array, origin: string): string {
  const sign1 = decodeSign1(token)
  const body = sign1.payload.get(PRIVATE)
  const anchor = Array.isArray(body) ? body[3] : undefined
  need(isBytes(anchor) && isNat(step, STEPS), 'bad_shape')
  need(reachesAnchor(preimage, step, anchor), 'bad_chain')
  const shown = withUnprotected(sign1, new Map([[PRIVATE, [step, preimage]]]))
  return `${origin}/v#${bytesToDigits(shown)}`
}
