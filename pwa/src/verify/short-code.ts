/** The typed fallback under every printed code (手输编号): eight characters and a check. */

import type { Fault } from './faults.ts'

// 31 characters, a prime, without 0 O 1 I L: the weighted sum finds any one slip and any swap.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
// Python's \s, and what hands put between groups.
const SEPARATORS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\-‐‑–—·.]+/g
export const SHORT_LENGTH = 9

export type ShortFault = 'short' | 'letter' | 'check'

/** The code of a whole text, `mistyped` when it looks like one, null when it never was one. */
export function readShortCode(text: string): string | Extract<Fault, 'mistyped'> | null {
  const code = text.normalize('NFKC').replace(SEPARATORS, '').toUpperCase()
  if (!/^[0-9A-Z]{9}$/.test(code) || /^[0-9]+$/.test(code)) return null
  return shortCodeFault(code) === null && ALPHABET.indexOf(code.charAt(0)) >= 8 ? code : 'mistyped'
}

/** As typed by hand: spaces and dashes out, full-width and small letters folded. Nothing is guessed. */
export function tidyShortCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
}

/** `ABCD2345X` → `ABCD-2345-X`, also while typing. */
export function showShortCode(code: string): string {
  return [code.slice(0, 4), code.slice(4, 8), code.slice(8)].filter(Boolean).join('-')
}

/** What is wrong with a typed code, told before anything is sent; null when its check holds. */
export function shortCodeFault(code: string): ShortFault | null {
  const values = [...code].map((char) => ALPHABET.indexOf(char))
  if (values.includes(-1)) return 'letter'
  if (code.length !== SHORT_LENGTH) return 'short'
  const sum = values.slice(0, -1).reduce((total, value, i) => total + (i + 1) * value, 0)
  return sum % ALPHABET.length === values[SHORT_LENGTH - 1] ? null : 'check'
}
