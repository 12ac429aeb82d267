/** The attack list of the format (twins, bombs, cross-type, rollback …), one fault each. */

import { describe, expect, it } from 'vitest'
import { concat, fromHex, type Bytes } from '../../src/verify/bytes.ts'
import { encodeCbor, type Cbor } from '../../src/verify/cbor.ts'
import { bytesToDigits } from '../../src/verify/digits.ts'
import { verifyOffline, type Held } from '../../src/verify/index.ts'
import {
  ANCHOR, bundle, bundleBytes, CHAIN, counted, DAY, HELD, KEY_ROWS, KEYS, KID, link, map, merchantToken,
  MERCHANT_PAYLOAD, NOW, ORIGIN, otherS, P, PASS_LIST, passLink, passToken, sign1, testKey,
} from './make.ts'

async function faultOf(text: string, held: Partial<Held> = {}): Promise<string | null> {
  const { fault, verdict, claims } = await verifyOffline(text, { ...HELD, ...held })
  expect(verdict === 'valid').toBe(fault === null)
  if (fault && BEFORE_SIGNATURE.has(fault)) expect(claims).toBeNull()
  return fault
}

const BEFORE_SIGNATURE = new Set([
  'bad_cbor', 'bad_shape', 'wrong_kind', 'unknown_key', 'retired_key', 'wrong_alg', 'high_s', 'bad_signature',
  'no_bundle', 'stale_bundle', 'newer_key',
])

const good = merchantToken()
const payload = encodeCbor(MERCHANT_PAYLOAD)
const body = (bytes: Uint8Array): Bytes => merchantToken([], { payloadBytes: bytes })
const hex = (text: string): Bytes => fromHex(text.replace(/ /g, ''))
const bomb = concat(hex('d2 9bffffffffffffffff'), new Uint8Array(60))

describe('the good ones', () => {
  it('hold', async () => {
    expect(await faultOf(link(good))).toBeNull()
    expect(await faultOf(bytesToDigits(good))).toBeNull()
    expect(await faultOf(passLink(passToken(0)))).toBeNull()
  })
})

describe('bytes before any signature', () => {
  const malformed: [string, Bytes, string][] = [
    ['truncated', good.slice(0, -1), 'bad_cbor'],
    ['trailing byte', concat(good, Uint8Array.of(0)), 'bad_cbor'],
    ['no tag', good.slice(1), 'bad_cbor'],
    ['long tag', concat(hex('d90012'), good.slice(1)), 'bad_cbor'],
    ['another tag', concat(hex('d1'), good.slice(1)), 'bad_cbor'],
    ['indefinite array', concat(hex('d29f'), good.slice(2), hex('ff')), 'bad_cbor'],
    ['three parts', concat(hex('d2'), encodeCbor([payload, map(), payload])), 'bad_shape'],
    ['array bomb', bomb, 'bad_cbor'],
    ['nested bomb', concat(hex('d2'), new Uint8Array(150).fill(0x81), hex('00')), 'bad_cbor'],
    ['byte string bomb', concat(hex('d2 84 5b 7fffffffffffffff'), good.slice(3)), 'bad_cbor'],
    ['map bomb in the payload', body(hex('bb ffffffffffffffff')), 'bad_cbor'],
    ['duplicate key', body(hex('a3 02 61 78 02 61 79 04 01')), 'bad_cbor'],
    ['unsorted keys', body(hex('a2 04 01 02 61 78')), 'bad_cbor'],
    ['long integer', body(hex('a2 02 61 78 04 18 01')), 'bad_cbor'],
    ['float', body(hex('a2 02 61 78 04 f9 3c00')), 'bad_cbor'],
    ['true for a number', body(hex('a2 02 61 78 04 f5')), 'bad_cbor'],
    ['null', body(hex('a2 02 61 78 04 f6')), 'bad_cbor'],
    ['tagged pattern', body(hex('a2 02 d8 23 66 28612b292b24 04 01')), 'bad_cbor'],
    ['text as a key', body(hex('a1 61 78 01')), 'bad_cbor'],
    ['broken UTF-8', body(hex('a2 02 62 c328 04 01')), 'bad_cbor'],
    ['surrogate in UTF-8', body(hex('a2 02 63 eda080 04 01')), 'bad_cbor'],
    ['payload no map', body(hex('80')), 'bad_shape'],
    ['signature of 63 bytes', merchantToken([], { twist: (signature) => signature.slice(1) }), 'bad_shape'],
    ['DER signature', merchantToken([], { twist: (signature) => concat(hex('3044 0220'), signature.slice(0, 32), hex('0220'), signature.slice(32)) }), 'bad_shape'],
    ['extra header', merchantToken([], { protectedBytes: encodeCbor(map([1, -7], [2, [1]], [4, Uint8Array.of(2)])) }), 'bad_shape'],
    ['key id 0', merchantToken([], { protectedBytes: encodeCbor(map([1, -7], [4, Uint8Array.of(0)])) }), 'bad_shape'],
    ['key id of two bytes', merchantToken([], { protectedBytes: encodeCbor(map([1, -7], [4, Uint8Array.of(0, 2)])) }), 'bad_shape'],
    ['unprotected header', merchantToken([], { unprotected: map([4, Uint8Array.of(2)]) }), 'bad_shape'],
    ['huge time', body(hex('a3 02 61 78 04 1b ffffffffffffffff 3a 00010000 84 03 01 01 00')), 'bad_shape'],
    ['exp beyond 2^32', merchantToken([[4, 2 ** 32]]), 'bad_shape'],
    ['negative exp', merchantToken([[4, -1]]), 'bad_shape'],
    ['name of bytes', merchantToken([[2, hex('616263')]]), 'bad_shape'],
    ['empty name', merchantToken([[2, '']]), 'bad_shape'],
    ['name of nine 汉字', merchantToken([[2, '九个汉字的店名太长了']]), 'bad_shape'],
    ['bidi override in the name', merchantToken([[2, '好店\u202e吃']]), 'bad_shape'],
    ['invisible character in the name', merchantToken([[2, '好\u200b店']]), 'bad_shape'],
    ['blank at the end', merchantToken([[2, '好店 ']]), 'bad_shape'],
    ['grade 0', merchantToken([[P, [3, 1, 0, 0]]]), 'bad_shape'],
    ['grade 5', merchantToken([[P, [3, 1, 5, 0]]]), 'bad_shape'],
    ['list 24', merchantToken([[P, [24, 1, 1, 0]]]), 'bad_shape'],
    ['index beyond every list', merchantToken([[P, [3, 2 ** 20, 1, 0]]]), 'bad_shape'],
    ['a claim too many', merchantToken([[1, '青海']]), 'bad_shape'],
    ['citizen pass as a merchant code', passToken(0), 'wrong_kind'],
    ['trust bundle as a code', bundleBytes({ lists: [] }, KEYS.root).slice(0, 210), 'bad_cbor'],
    ['status list as a code', sign1(KID.list, KEYS.list, map([2, 'm3'], [4, NOW], [6, NOW], [P, [1, 8, []]])), 'wrong_kind'],
  ]

  it.each(malformed)('%s', async (_, token, fault) => {
    const es256 = counted()
    expect(await faultOf(link(token), { es256 })).toBe(fault)
    expect(es256.calls).toBe(0)
  })

  const passes: [string, Bytes, string][] = [
    ['merchant code as a pass', good, 'wrong_kind'],
    ['no proof', passToken(null), 'bad_shape'],
    ['two headers', passToken(0, [], { unprotected: map([P, [0, CHAIN[29] as Bytes]], [4, hex('03')]) }), 'bad_shape'],
    ['step 30', passToken(0, [], { unprotected: map([P, [30, CHAIN[0] as Bytes]]) }), 'bad_shape'],
    ['step −1', passToken(0, [], { unprotected: map([P, [-1, ANCHOR]]) }), 'bad_shape'],
    ['link of 15 bytes', passToken(0, [], { unprotected: map([P, [0, ANCHOR.slice(1)]]) }), 'bad_shape'],
    ['short anchor', passToken(0, [[P, [PASS_LIST, 1, 0, ANCHOR.slice(1)]]]), 'bad_shape'],
    ['a grade for a person', passToken(0, [[P, [PASS_LIST, 1, 1, 0, ANCHOR]]]), 'bad_shape'],
    ['list of another day', passToken(0, [[P, [(PASS_LIST + 1) % 24, 1, 0, ANCHOR]]]), 'bad_shape'],
    ['iat off the quarter', passToken(0, [[6, NOW + 1], [4, NOW + 901]]), 'bad_shape'],
    ['longer than a quarter', passToken(0, [[4, NOW + 901]]), 'bad_shape'],
    ['the whole name', passToken(0, [[2, '王小明']]), 'bad_shape'],
    ['a hidden character for a name', passToken(0, [[2, '*\u200b']]), 'bad_shape'],
  ]

  it.each(passes)('pass: %s', async (_, token, fault) => {
    const es256 = counted()
    expect(await faultOf(passLink(token), { es256 })).toBe(fault)
    expect(es256.calls).toBe(0)
  })

  it('texts', async () => {
    const es256 = counted()
    const digits = bytesToDigits(good)
    const texts: [string, string][] = [
      ['', 'empty'],
      ['x'.repeat(100_000), 'too_long'],
      [`${ORIGIN}/v/${'9'.repeat(100_000)}`, 'too_long'],
      ['9'.repeat(521), 'too_long'],
      [`${ORIGIN}/v/0${digits}`, 'not_canonical'],
      [`${ORIGIN}/v/+${digits}`, 'not_canonical'],
      [`${ORIGIN}/v/${digits}\n`, 'not_canonical'],
      [`${ORIGIN}/v/${digits.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))}`, 'not_canonical'],
      [`${ORIGIN}/v/0x${'1'.repeat(200)}`, 'not_canonical'],
      ['2'.repeat(300), 'not_canonical'],
      [`https://xyqh.example.evil.com/v/${digits}`, 'look_alike_host'],
      [`https://xyqh.example@evil.com/v/${digits}`, 'look_alike_host'],
      [`https://XYQH.example/v/${digits}`, 'look_alike_host'],
      [`https://хуqh.example/v/${digits}`, 'look_alike_host'],
      [`https://evil.example/v/${digits}`, 'foreign_host'],
      [`${ORIGIN}/v#${digits}`, 'wrong_kind'],
    ]
    for (const [text, fault] of texts) expect(await faultOf(text, { es256 }), text.slice(0, 60)).toBe(fault)
    expect(es256.calls).toBe(0)
  })
})

describe('keys and signatures', () => {
  it('the twin s → n−s is refused before the signature is looked at', async () => {
    const es256 = counted()
    expect(await faultOf(link(merchantToken([], { twist: otherS })), { es256 })).toBe('high_s')
    expect(es256.calls).toBe(0)
  })

  it.each<[string, Bytes, string]>([
    ['signed by a stranger', merchantToken([], {}, KEYS.stranger), 'bad_signature'],
    ['r = s = 0', merchantToken([], { twist: () => new Uint8Array(64) }), 'bad_signature'],
    ['r beyond the order', merchantToken([], { twist: (raw) => concat(new Uint8Array(32).fill(255), raw.slice(32)) }), 'bad_signature'],
    ['a citizen key under a merchant code', merchantToken([], {}, KEYS.citizen, KID.citizen), 'wrong_kind'],
    ['a list key under a merchant code', merchantToken([], {}, KEYS.list, KID.list), 'wrong_kind'],
    ['the root under a merchant code', merchantToken([], {}, KEYS.root, KID.root), 'wrong_kind'],
    ['another algorithm named', merchantToken([], { alg: -8 }), 'wrong_alg'],
    ['HS256 named', merchantToken([], { alg: 5 }), 'wrong_alg'],
    ['a key newer than our bundle', merchantToken([], {}, KEYS.stranger, 200), 'newer_key'],
  ])('%s', async (_, token, fault) => {
    expect(await faultOf(link(token))).toBe(fault)
  })

  it('a removed key is unknown, an ended one retired', async () => {
    const removed = bundle({ keys: KEY_ROWS.filter((row) => (row as Cbor[])[0] !== KID.merchant) })
    expect(await faultOf(link(good), { bundle: removed })).toBe('unknown_key')
    const ended = KEY_ROWS.map((row) => (row as Cbor[])[0] === KID.merchant ? [...(row as Cbor[]).slice(0, 4), NOW - DAY, NOW] : row)
    expect(await faultOf(link(good), { bundle: bundle({ keys: ended }) })).toBe('retired_key')
    expect(await faultOf(link(good), { bundle: bundle({ keys: ended }), now: NOW - 1 })).toBeNull()
  })

  it('a bad signature costs one check, never two', async () => {
    const es256 = counted()
    await faultOf(link(merchantToken([], {}, testKey('another'))), { es256 })
    expect(es256.calls).toBe(1)
  })

  it('says nothing against a code where the browser has no WebCrypto', async () => {
    const subtle = Object.getOwnPropertyDescriptor(globalThis, 'crypto') as PropertyDescriptor
    Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true })
    try {
      expect(await faultOf(link(good))).toBe('needs_network')
    } finally {
      Object.defineProperty(globalThis, 'crypto', subtle)
    }
  })
})
