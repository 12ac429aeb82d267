/** What a scanned text is. Pure: nothing is opened and nothing leaves the phone here. */
export type Scanned =
  | { kind: 'merchant'; digits: string }
  | { kind: 'citizen' }
  | { kind: 'short'; code: string }
  | { kind: 'payment'; brand: 'wechat' | 'alipay' | 'unionpay' }
  | { kind: 'foreign'; host: string }
  | { kind: 'text' }

const LONGEST = 2000
// Canonical digits: ASCII only, no sign, no leading zero (BigInt() and Python's int() take far more).
const DIGITS = /^[1-9][0-9]*$/
const SHORTEST = 100 // no signed code is shorter; every payment code is
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

export function readScanned(text: string, here: URL): Scanned {
  if (text.length > LONGEST) return { kind: 'text' }
  const brand = paymentBrand(text)
  if (brand) return { kind: 'payment', brand }
  const bare = text.trim()
  if (DIGITS.test(bare) && bare.length >= SHORTEST) return { kind: 'merchant', digits: bare }
  const code = tidyShortCode(bare)
  if (bare.length <= 11 && shortCodeFault(code) === null) return { kind: 'short', code }
  const url = asUrl(text)
  return url ? readUrl(text, url, here) : { kind: 'text' }
}

function readUrl(text: string, url: URL, here: URL): Scanned {
  if (!isOwn(text, url, here)) return { kind: 'foreign', host: url.host }
  if (url.pathname === '/v' && url.hash.length > 1) return { kind: 'citizen' }
  // Whatever stands after /v/ goes to the verdict, which says what is wrong with it.
  const digits = url.pathname.startsWith('/v/') ? url.pathname.slice(3) : ''
  return digits && !digits.includes('/') ? { kind: 'merchant', digits } : { kind: 'text' }
}

/**
 * Our own address, written plainly: no user info, no odd spelling that the parser smooths over
 * (`HOST.`, `https://HOST@evil/`, capitals, IDN), so that a look-alike never counts as ours.
 */
function isOwn(text: string, url: URL, here: URL): boolean {
  if (url.username || url.password || url.search) return false
  if (!text.trim().startsWith(`${url.protocol}//${url.host}/`)) return false
  if (url.origin === here.origin) return true
  return LOOPBACK.has(url.hostname) && LOOPBACK.has(here.hostname)
}

function asUrl(text: string): URL | null {
  try {
    const url = new URL(text.trim())
    return url.protocol === 'http:' || url.protocol === 'https:' ? url : null
  } catch {
    return null
  }
}

/** Pay codes as digits: WeChat 10–15 + 16 more, Alipay 25–30 + 14…22, UnionPay 62 + 17. */
function paymentBrand(text: string): 'wechat' | 'alipay' | 'unionpay' | null {
  const bare = text.trim()
  if (/^1[0-5]\d{16}$/.test(bare) || /^(wxp:\/\/|weixin:\/\/wxpay|https:\/\/payapp\.weixin\.qq\.com)/i.test(bare)) return 'wechat'
  if (/^(2[5-9]|30)\d{14,22}$/.test(bare) || /^(https:\/\/qr\.alipay\.com|alipays?:\/\/)/i.test(bare)) return 'alipay'
  if (/^62\d{17}$/.test(bare) || /^https:\/\/qr\.95516\.com/i.test(bare)) return 'unionpay'
  return null
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

// 31 characters, a prime, without 0 O 1 I L: the weighted sum finds any one slip and any swap.
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
export const SHORT_LENGTH = 9

export type ShortFault = 'short' | 'letter' | 'check'

/** What is wrong with a typed code, told before anything is sent; null when its check holds. */
export function shortCodeFault(code: string): ShortFault | null {
  const values = [...code].map((char) => ALPHABET.indexOf(char))
  if (values.includes(-1)) return 'letter'
  if (code.length !== SHORT_LENGTH) return 'short'
  const sum = values.slice(0, -1).reduce((total, value, i) => total + (i + 1) * value, 0)
  return sum % ALPHABET.length === values[SHORT_LENGTH - 1] ? null : 'check'
}
