import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '../src/api/problem.ts'
import { anchorOf, linkAt, linkEnd } from '../src/parts/perk/chain.ts'
import { wish } from '../src/parts/perk/wish.ts'
import { fenOf, yuan } from '../src/parts/perk/words.ts'
import { voucherDigits } from '../src/features/till/shown.ts'
import { toHex } from '../src/verify/bytes.ts'

const seed = Uint8Array.from({ length: 16 }, (_, i) => i)

describe('the chain of a voucher', () => {
  it('is the one that the server knows', () => {
    // From backend/credit/perks/redemptions/voucher.py: anchor_of, link_at.
    expect(toHex(anchorOf(seed))).toBe('d415acaa79612166c39f01d2b50251ea')
    expect(toHex(linkAt(seed, 0))).toBe('e8ca9bc72155ff60be1eb1070e92c181')
    expect(toHex(linkAt(seed, 2159))).toBe(toHex(seed))
  })

  it('leads from each step to the anchor, and from no other', () => {
    for (const step of [0, 1, 700, 2159]) expect(linkEnd(linkAt(seed, step), step)).toEqual(anchorOf(seed))
    expect(linkEnd(linkAt(seed, 5), 6)).not.toEqual(anchorOf(seed))
  })
})

describe('a wish', () => {
  beforeEach(() => {
    const kept = new Map<string, string>()
    vi.stubGlobal('sessionStorage', { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => kept.set(k, v), removeItem: (k: string) => kept.delete(k) })
  })
  afterEach(() => vi.unstubAllGlobals())

  it('keeps its key until a server has answered, and asks once for two taps', async () => {
    const keys: string[] = []
    const lost = (key: string): Promise<string> => (keys.push(key), Promise.reject(new ApiError('offline', 0, 'offline', '')))
    const said = (key: string): Promise<string> => (keys.push(key), Promise.resolve('voucher'))
    await expect(wish('claim:1', lost)).rejects.toThrow()
    const [first, second] = [wish('claim:1', said), wish('claim:1', said)]
    expect(await first).toBe('voucher')
    expect(await second).toBe('voucher')
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
    await wish('claim:1', said)
    expect(keys[2]).not.toBe(keys[0])
  })

  it('ends with a refusal, but not while the server is still at it', async () => {
    const keys: string[] = []
    const refuse = (slug: string) => (key: string): Promise<never> => (keys.push(key), Promise.reject(new ApiError('problem', 409, slug, '')))
    await expect(wish('x', refuse('request-in-flight'))).rejects.toThrow()
    await expect(wish('x', refuse('sold-out'))).rejects.toThrow()
    await expect(wish('x', refuse('sold-out'))).rejects.toThrow()
    expect(keys[0]).toBe(keys[1])
    expect(keys[1]).not.toBe(keys[2])
  })
})

describe('what a till reads and types', () => {
  it('takes our vouchers only', () => {
    const digits = '1'.repeat(300)
    expect(voucherDigits(`https://credit.test/r#${digits}`, 'https://credit.test')).toBe(digits)
    expect(voucherDigits(`https://evil.test/r#${digits}`, 'https://credit.test')).toBeNull()
    expect(voucherDigits(`https://credit.test/v#${digits}`, 'https://credit.test')).toBeNull()
    expect(voucherDigits(`http://localhost:1/r#${digits}`, 'http://127.0.0.1:8000')).toBe(digits)
    expect(voucherDigits(`http://localhost:1/r#${digits}`, 'https://credit.test')).toBeNull()
  })

  it('reads yuan as whole 分, and refuses what is no amount', () => {
    expect(fenOf('18.80')).toBe(1880)
    expect(fenOf(' 5 ')).toBe(500)
    expect(fenOf('0.29')).toBe(29)
    for (const text of ['', '-1', '1.234', '1e3', '５', 'abc']) expect(fenOf(text)).toBeNull()
    expect(yuan(500)).toBe('5')
    expect(yuan(1880)).toBe('18.80')
  })
})
