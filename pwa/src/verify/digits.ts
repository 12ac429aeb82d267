/** Token bytes ↔ canonical digits: the decimal of the integer of (0x01 ‖ token). */

import { fromHex, toHex, type Bytes } from './bytes.ts'
import { need } from './faults.ts'

const MAX_DIGITS = 520 // about 215 token bytes
// BigInt() takes '', '0x10', spaces and '+1': the one allowed spelling is checked first.
export const CANONICAL = /^[1-9][0-9]*$/

export function bytesToDigits(token: Uint8Array): string {
  return BigInt(`0x01${toHex(token)}`).toString()
}

/** Throws `too_long` or `not_canonical` for any other spelling or length. */
export function digitsToBytes(digits: string): Bytes {
  need(digits.length <= MAX_DIGITS, 'too_long')
  need(CANONICAL.test(digits), 'not_canonical')
  const hex = BigInt(digits).toString(16)
  // The marker byte 0x01 prints as a single '1' before whole bytes.
  need(hex.startsWith('1') && hex.length % 2 === 1, 'not_canonical')
  return fromHex(hex.slice(1))
}
