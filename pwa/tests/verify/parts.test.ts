/** The small parts: digits, CBOR, Golomb-Rice sets, hash chain, names, pass text. */

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/verify/bytes.ts'
import { sha256 } from '../../src/verify/sha256.ts'
import {
  buildPassText, bytesToDigits, CodeFault, decodeCbor, decodeRice, digitsToBytes, encodeCbor, encodeRice, hash16, passChain, preimageAt,
  shortNameIsSafe, verifyOffline, type Cbor,
} from '../../src/verify/index.ts'
import { ANCHOR, bundle, CHAIN, HELD, map, merchantToken, NOW, ORIGIN, P, passToken, SEED } from './make.ts'

function faultOf(work: () => unknown): string | null {
  try {
    work()
    return null
  } catch (error) {
    expect(error).toBeInstanceOf(CodeFault)
    return (error as CodeFault).fault
  }
}

describe('digits', () => {
  it('keep leading zero bytes', () => {
    expect(bytesToDigits(Uint8Array.of())).toBe('1')
    expect(bytesToDigits(Uint8Array.of(0))).toBe('256')
    expect(bytesToDigits(Uint8Array.of(0, 255))).toBe('65791')
    expect([...digitsToBytes('65791')]).toEqual([0, 255])
  })

  it('have one spelling', () => {
    for (const text of ['', '0', '0256', '+256', ' 256', '256 ', '256\n', '2_56', '0x100', '1e2', '２５６', '٢٥٦', '-256', '2.56']) {
      expect(faultOf(() => digitsToBytes(text)), JSON.stringify(text)).toBe('not_canonical')
    }
  })

  it('start with the marker byte 1', () => {
    for (const text of ['2', '255', '512', '131072']) expect(faultOf(() => digitsToBytes(text)), text).toBe('not_canonical')
  })

  it('have an end', () => {
    expect(faultOf(() => digitsToBytes('9'.repeat(520)))).toBe('not_canonical')
    expect(faultOf(() => digitsToBytes('9'.repeat(521)))).toBe('too_long')
  })
})

describe('CBOR', () => {
  // RFC 8949, appendix A: those of our types.
  const known: [Cbor, string][] = [
    [0, '00'], [23, '17'], [24, '1818'], [100, '1864'], [1000, '1903e8'], [1_000_000, '1a000f4240'],
    [1_000_000_000_000, '1b000000e8d4a51000'], [-1, '20'], [-10, '29'], [-100, '3863'], [-1000, '3903e7'],
    [Uint8Array.of(), '40'], [Uint8Array.of(1, 2, 3, 4), '4401020304'], ['', '60'], ['IETF', '6449455446'], ['"\\', '62225c'],
    ['ü', '62c3bc'], ['水', '63e6b0b4'], ['𐅑', '64f0908591'], [[], '80'], [[1, 2, 3], '83010203'], [[1, [2, 3], [4, 5]], '8301820203820405'],
    [map(), 'a0'], [map([1, 2], [3, 4]), 'a201020304'], [P, '3a00010000'], [2 ** 53 - 1, '1b001fffffffffffff'],
  ]

  it.each(known)('%j', (value, hex) => {
    expect(toHex(encodeCbor(value))).toBe(hex)
    expect(decodeCbor(fromHex(hex))).toEqual(value)
  })

  it('sorts labels as they are written', () => {
    expect(toHex(encodeCbor(map([P, 1], [6, 2], [2, 3], [-1, 4], [24, 5])))).toBe('a50203060220041818053a0001000001')
  })

  it.each([
    '1817', '190017', '1900ff', '1a0000ffff', '1b00000000ffffffff', '3817', '5801ff', '7801ff', '9800', 'b800', '1c', '1f', '5f', '7f', '9f', 'bf', 'ff',
    'f4', 'f5', 'f6', 'f7', 'f0', 'f820', 'f93c00', 'fa47c35000', 'fb3ff199999999999a', 'c074', 'c100', 'd20a', 'd81e00', '00ff', '', '18', '41', '61',
    'a10102ff', 'a1', 'a101', 'a201020102', 'a203040102', 'a1616101', 'a1410101', 'a1800101', 'a1a00101', '62c328', '62eda0', '64f4908080', '61ff',
    '818181818100', 'a101a101a101a101a10101', '9bffffffffffffffff', '5bffffffffffffffff', '7bffffffffffffffff', 'bbffffffffffffffff', '9a7fffffff',
  ])('refuses %s', (hex) => {
    expect(faultOf(() => decodeCbor(fromHex(hex)))).toBe('bad_cbor')
  })

  it('keeps a byte order mark in a text, as the bytes are', () => {
    expect(decodeCbor(fromHex('63efbbbf'))).toBe('\ufeff')
  })

  it('goes four deep', () => {
    expect(decodeCbor(fromHex('8181818100'))).toEqual([[[[0]]]])
  })

  it('gives its caller bytes of its own', () => {
    const data = fromHex('4101')
    const value = decodeCbor(data) as Uint8Array
    data[1] = 2
    expect([...value]).toEqual([1])
  })

  it('writes no integer that it cannot hold', () => {
    expect(() => encodeCbor(2 ** 53)).toThrow(RangeError)
    expect(() => encodeCbor(1.5)).toThrow(RangeError)
  })
})

describe('Golomb-Rice sets', () => {
  it('the empty set is k = 0 and no bytes', () => {
    expect(encodeRice([])).toEqual({ k: 0, n: 0, bytes: new Uint8Array(0) })
    expect(faultOf(() => decodeRice({ k: 1, n: 0, bytes: new Uint8Array(0) }, 8))).toBe('bad_shape')
    expect(faultOf(() => decodeRice({ k: 0, n: 0, bytes: new Uint8Array(1) }, 8))).toBe('bad_shape')
  })

  it('writes bits in the order that the format says', () => {
    // Gaps 0, 1, 2, 300; k = 6: 0·000000 0·000001 0·000010 11110·101100.
    expect(encodeRice([0, 2, 5, 306])).toEqual({ k: 6, n: 4, bytes: Uint8Array.of(0x00, 0x04, 0x17, 0xac) })
    // k = 0: gaps 0, 0, 1 → 0 0 10, padded with zeros.
    expect(encodeRice([0, 1, 3])).toEqual({ k: 0, n: 3, bytes: Uint8Array.of(0b0010_0000) })
  })

  it.each([1, 7, 8, 100, 2 ** 20, 2 ** 30])('a single last index below %i', (size) => {
    const coded = encodeRice([size - 1])
    expect([...decodeRice(coded, size)]).toEqual([size - 1])
    if (size > 1) expect(faultOf(() => decodeRice(coded, size - 1))).toBe('bad_shape')
  })

  it.each<[string, number, number, number[]]>([
    ['more than the bytes can hold', 0, 9, [0]],
    ['a bomb of a count', 0, 2 ** 32 - 1, [0]],
    ['a unary run that never ends', 0, 1, [255]],
    ['k beyond every size', 31, 1, [0, 0, 0, 0]],
    ['ones in the padding', 0, 1, [0b0000_0001]],
    ['a byte of padding too many', 0, 1, [0, 0]],
    ['a k that is not the shortest', 8, 1, [0, 0]],
  ])('refuses %s', (_, k, n, bytes) => {
    expect(faultOf(() => decodeRice({ k, n, bytes: Uint8Array.from(bytes) }, 2 ** 20))).toBe('bad_shape')
  })

  it('one percent of a million is about 10 kB', () => {
    // A fixed pseudo-random pick, one in a hundred.
    const indices = Array.from({ length: 2 ** 20 }, (_, i) => i).filter((i) => (Math.imul(i, 2_654_435_761) >>> 0) % 9973 < 100)
    const picked = encodeRice(indices)
    expect([...decodeRice(picked, 2 ** 20)]).toEqual(indices)
    expect(picked.bytes.length).toBeLessThan(13_900)
  })
})

describe('SHA-256', () => {
  const ours = (text: string): string => toHex(sha256(new TextEncoder().encode(text)))

  it('FIPS 180-4 examples', () => {
    expect(ours('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(ours('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(ours('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe('248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1')
    expect(ours('a'.repeat(1_000_000))).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0')
  })

  it('agrees with Node at every length around the blocks', () => {
    for (let length = 0; length < 300; length += 1) {
      const data = Uint8Array.from({ length }, (_, i) => (i * 151 + length) & 255)
      expect(toHex(sha256(data))).toBe(createHash('sha256').update(data).digest('hex'))
    }
  })

  it('reads a part of a longer buffer, and leaves it alone', () => {
    const all = Uint8Array.from({ length: 200 }, (_, i) => i)
    const part = all.subarray(50, 120)
    expect(sha256(part)).toEqual(sha256(part.slice()))
    expect(all[119]).toBe(119)
    expect(all[120]).toBe(120)
  })
})

describe('hash chain', () => {
  it('is SHA-256 behind its prefix, cut to 16 bytes', () => {
    const x = SEED
    const expected = createHash('sha256').update('xyqh-pass-1').update(x).digest().subarray(0, 16)
    expect(toHex(hash16(x))).toBe(expected.toString('hex'))
  })

  it('has 31 links; step 0 shows the one below the anchor, step 29 the seed', () => {
    const chain = passChain(SEED)
    expect(chain).toHaveLength(31)
    expect(preimageAt(chain, 29)).toEqual(SEED)
    expect(hash16(preimageAt(chain, 0))).toEqual(chain[30])
  })
})

describe('the text that a phone shows', () => {
  const token = passToken(null)

  it('verifies at every step on another phone', async () => {
    for (let step = 0; step < 30; step += 1) {
      const text = buildPassText(token, step, preimageAt(CHAIN, step), ORIGIN)
      expect(text.startsWith(`${ORIGIN}/v#`)).toBe(true)
      const { verdict, claims } = await verifyOffline(text, { ...HELD, now: NOW + step * 30 + 7 })
      expect([verdict, claims]).toMatchObject(['valid', { step, courtesy: true }])
    }
  })

  it('is the same object with a proof, and fits version 9-M', () => {
    const text = buildPassText(token, 29, preimageAt(CHAIN, 29), 'https://xyqh.cn')
    const shown = digitsToBytes(text.slice(text.indexOf('#') + 1))
    const issued = digitsToBytes(bytesToDigits(token))
    // Label, array, step 29, link: only the unprotected header in the middle grew; payload and signature are untouched.
    expect(toHex(shown).endsWith(toHex(issued.slice(-64)))).toBe(true)
    expect(shown.length).toBe(issued.length + 25)
    expect(shown.length).toBeLessThanOrEqual(159)
  })

  it('is never built from pieces that do not belong together', () => {
    const chain = passChain(new Uint8Array(16).fill(9))
    expect(faultOf(() => buildPassText(token, 0, preimageAt(chain, 0), ORIGIN))).toBe('bad_chain')
    expect(faultOf(() => buildPassText(token, 1, preimageAt(CHAIN, 0), ORIGIN))).toBe('bad_chain')
    expect(faultOf(() => buildPassText(token, 30, SEED, ORIGIN))).toBe('bad_shape')
    expect(faultOf(() => buildPassText(merchantToken(), 0, ANCHOR, ORIGIN))).toBe('bad_shape')
  })
})

describe('names', () => {
  it.each(['湟水源酸奶坊', '老王 Café', '7-11便利店', 'བོད་ཟས', '東關·麵片'])('%s is safe to show', (name) => {
    expect(shortNameIsSafe(name)).toBe(true)
  })

  it.each([
    ['', 'nothing'], [' 店', 'blank first'], ['店 ', 'blank last'], ['好店\u202e吃', 'override'], ['好\u2066店', 'isolate'], ['好\u200d店', 'joiner'],
    ['好\u00ad店', 'soft hyphen'], ['好\u3164店', 'filler'], ['好\n店', 'line break'], ['Сafe', 'Cyrillic С beside Latin'], ['Κafe', 'Greek Κ beside Latin'],
    ['a\u0301\u0301\u0301\u0301', 'piled marks'], ['店\ufe0f', 'selector'], ['\u{e0041}店', 'tag'],
  ])('%j is not: %s', (name) => {
    expect(shortNameIsSafe(name)).toBe(false)
  })
})

describe('one key, imported once', () => {
  it('stays cached as long as the bundle does', async () => {
    const trust = bundle()
    const importKey = crypto.subtle.importKey.bind(crypto.subtle)
    let calls = 0
    crypto.subtle.importKey = ((...given: Parameters<typeof importKey>) => {
      calls += 1
      return importKey(...given)
    }) as typeof crypto.subtle.importKey
    try {
      for (let i = 0; i < 3; i += 1) await verifyOffline(`${ORIGIN}/v/${bytesToDigits(merchantToken())}`, { ...HELD, bundle: trust })
    } finally {
      crypto.subtle.importKey = importKey
    }
    expect(calls).toBe(1)
  })
})
