/**
 * The rotating part of a voucher (权益码): x0 is a random seed on the phone, the signed anchor its
 * 2,160-fold hash; every twenty seconds the phone shows the link before. Twin of
 * backend/credit/perks/redemptions/voucher.py.
 */
import { concat, sameBytes, utf8, type Bytes } from '../../verify/bytes.ts'
import { bytesToDigits } from '../../verify/digits.ts'
import { need } from '../../verify/faults.ts'
import { sha256 } from '../../verify/sha256.ts'
import { decodeSign1, isBytes, isNat, PRIVATE, withUnprotected } from '../../verify/sign1.ts'

export const STEP_SECONDS = 20
export const STEPS = 2160
const DOMAIN = utf8('xyqh-voucher-1')

function hashTimes(link: Uint8Array, times: number): Bytes {
  let x = link.slice() as Bytes
  for (let i = 0; i < times; i += 1) x = sha256(concat(DOMAIN, x)).slice(0, 16)
  return x
}

export const anchorOf = (seed: Uint8Array): Bytes => hashTimes(seed, STEPS)
/** Where a link shown at a step leads: the anchor, if it is one of the chain. */
export const linkEnd = (link: Uint8Array, step: number): Bytes => hashTimes(link, step + 1)
export const linkAt = (seed: Uint8Array, step: number): Bytes => hashTimes(seed, STEPS - 1 - step)

/** `ORIGIN/r#DIGITS`, what the screen shows at a step; throws `CodeFault` when the pieces do not belong together. */
export function voucherText(token: Uint8Array, seed: Uint8Array, step: number, origin: string): string {
  const sign1 = decodeSign1(token)
  const body = sign1.payload.get(PRIVATE)
  const anchor = Array.isArray(body) ? body[2] : undefined
  const link = linkAt(seed, step)
  need(isBytes(anchor) && isNat(step, STEPS), 'bad_shape')
  need(sameBytes(linkEnd(link, step), anchor), 'bad_chain')
  return `${origin}/r#${bytesToDigits(withUnprotected(sign1, new Map([[PRIVATE, [step, link]]])))}`
}
