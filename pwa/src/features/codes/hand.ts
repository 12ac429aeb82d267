/**
 * A person's code on its way from the scanner to its page: in memory only, never in an address,
 * a log or a store (个人信息保护法 第六条: no more than the purpose needs).
 */
export interface Handed {
  digits: string
  /** The moment of the scan, by this phone's clock. */
  at: number
}

let handed: Handed | null = null

export function hand(digits: string): void {
  handed = { digits, at: Date.now() }
}

export function take(): Handed | null {
  const one = handed
  handed = null
  return one
}
