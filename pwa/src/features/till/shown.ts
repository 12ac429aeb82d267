/** A voucher on its way to the till: in memory only, never in an address or a store. */
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/
const VOUCHER = /^([a-z]+:\/\/[^/]+)\/r#([1-9][0-9]{99,519})$/

let handed: string | null = null

/** The digits of one of our vouchers, or null. Two names of this very machine are one while developing. */
export function voucherDigits(text: string, origin = location.origin): string | null {
  const [, host, digits] = VOUCHER.exec(text) ?? []
  const ours = host === origin || (LOOPBACK.test(host ?? '') && LOOPBACK.test(origin))
  return ours && digits ? digits : null
}

export function handOver(digits: string): void {
  handed = digits
}

export function take(): string | null {
  const one = handed
  handed = null
  return one
}
