/** What a scanned text is. Pure: nothing is opened and nothing leaves the phone here. */

import { CANONICAL } from './digits.ts'
import { describeData, describeLink, hostOf, paymentBrand, type DataKind, type LinkApp, type PayBrand } from './foreign.ts'
import { skeleton } from './look-alike.ts'
import { readShortCode } from './short-code.ts'

/** Not ours. `fault` is Python's name for it; the rest says kindly what it is. */
export type Other =
  | { readonly kind: 'empty'; readonly fault: 'empty' }
  | { readonly kind: 'too_long'; readonly fault: 'too_long' }
  | { readonly kind: 'payment'; readonly fault: 'payment_code'; readonly brand: PayBrand }
  | { readonly kind: 'look_alike'; readonly fault: 'look_alike_host'; readonly host: string }
  | { readonly kind: 'link'; readonly fault: 'foreign_host'; readonly host: string; readonly app: LinkApp }
  | { readonly kind: 'damaged'; readonly fault: 'not_canonical' }
  | { readonly kind: 'mistyped'; readonly fault: 'mistyped' }
  | { readonly kind: 'data'; readonly fault: 'not_a_code'; readonly what: DataKind }
  | { readonly kind: 'text'; readonly fault: 'not_a_code' }

export type Scanned =
  | { readonly kind: 'merchant'; readonly digits: string }
  | { readonly kind: 'citizen'; readonly digits: string }
  | { readonly kind: 'short'; readonly code: string }
  | Other

const MAX_TEXT = 1000 // code points
const BLANKS = ' \t\n\r\f\v'
const MIN_DIGITS = 100 // no signed code is shorter; every payment code is
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(?=\/|$)/

/**
 * Read scanned or pasted text: our link, bare digits, a short code, or what else it is.
 * `origin` is the exact public origin (`https://host`); what only looks like it is foreign.
 */
export function readCodeText(text: string, origin: string): Scanned {
  if (isTooLong(text)) return { kind: 'too_long', fault: 'too_long' }
  if (!strip(text)) return { kind: 'empty', fault: 'empty' }
  const ours = ownOrigin(text, origin)
  if (text.startsWith(`${ours}/v/`)) return readSegment(text.slice(ours.length + 3))
  if (text.startsWith(`${ours}/v#`)) return readFragment(text.slice(ours.length + 3))
  const brand = paymentBrand(text)
  if (brand) return { kind: 'payment', fault: 'payment_code', brand }
  return isLink(text) ? readLink(text, origin) : readSegment(strip(text))
}

/** What stands after `/v/`, or was typed or pasted alone. */
function readSegment(segment: string): Scanned {
  if (!strip(segment)) return { kind: 'empty', fault: 'empty' }
  // Only digits can be a pay code here: a link behind /v/ is no code at all.
  const brand = segment.includes(':') ? null : paymentBrand(segment)
  if (brand) return { kind: 'payment', fault: 'payment_code', brand }
  if (isDigits(segment)) return { kind: 'merchant', digits: segment }
  const code = readShortCode(segment)
  if (code === 'mistyped') return { kind: 'mistyped', fault: 'mistyped' }
  return code ? { kind: 'short', code } : readOther(segment)
}

function readFragment(fragment: string): Scanned {
  return isDigits(fragment) ? { kind: 'citizen', digits: fragment } : readOther(fragment)
}

/** Mostly digits and long: one of ours, misread. Anything else was never a code. */
function readOther(segment: string): Other {
  const digits = segment.match(/\p{Nd}/gu)?.length ?? 0
  if (digits >= MIN_DIGITS && digits * 10 >= [...segment].length * 9) return { kind: 'damaged', fault: 'not_canonical' }
  const what = describeData(segment)
  return what ? { kind: 'data', fault: 'not_a_code', what } : { kind: 'text', fault: 'not_a_code' }
}

function readLink(text: string, origin: string): Other {
  const host = hostOf(text)
  return skeleton(text).includes(skeleton(hostOf(origin)))
    ? { kind: 'look_alike', fault: 'look_alike_host', host }
    : { kind: 'link', fault: 'foreign_host', host, app: describeLink(text, host) }
}

function isDigits(text: string): boolean {
  return text.length >= MIN_DIGITS && CANONICAL.test(text)
}

function isLink(text: string): boolean {
  return text.includes('://') || /^(https?:|\/\/)/i.test(text)
}

function isTooLong(text: string): boolean {
  return text.length > 2 * MAX_TEXT || [...text].length > MAX_TEXT
}

/** Two names of this very machine are one while developing; nowhere else is a host guessed. */
function ownOrigin(text: string, origin: string): string {
  return (LOOPBACK.test(origin) && LOOPBACK.exec(text)?.[0]) || origin
}

/** ASCII blanks only, as in Python: trim() takes more. One pass: `/ +$/` would take a square of them. */
function strip(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && BLANKS.includes(text.charAt(from))) from += 1
  while (to > from && BLANKS.includes(text.charAt(to - 1))) to -= 1
  return text.slice(from, to)
}
