/** What a phone takes over: bundles, lists and deltas, and what it refuses. */

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encodeCbor, type Cbor } from '../../src/verify/cbor.ts'
import {
  acceptBundle, acceptList, applyDelta, CodeFault, decodeBundle, encodeRice, loadList, statusOf, storeList, type Bundle, type StatusList,
} from '../../src/verify/index.ts'
import {
  bundle, bundleBytes, bundlePayload, counted, DAY, KEY_ROWS, KEYS, KID, LIST_ROWS, map, merchantToken, NOW, otherS, P, PASS_LIST, ROOTS, sign1,
  statusList, testKey, type TestKey,
} from './make.ts'

async function faultOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    expect(error).toBeInstanceOf(CodeFault)
    return (error as CodeFault).fault
  }
}

const setItem = (indices: number[]): Cbor => {
  const { k, n, bytes } = encodeRice(indices)
  return [k, n, bytes]
}
const three = (sets: number[][]): Cbor[] => [0, 1, 2].map((i) => setItem(sets[i] ?? []))

interface ListParts { id?: string; seq?: number; size?: number; iat?: number; exp?: number; sets?: number[][]; kid?: number; key?: TestKey }

function listBytes({ id = 'm3', seq = 1, size = 2 ** 20, iat = NOW, exp = NOW + DAY, sets = [], kid = KID.list, key = KEYS.list }: ListParts = {}): Uint8Array {
  return sign1(kid, key, map([2, id], [4, exp], [6, iat], [P, [seq, size, three(sets)]]))
}

function deltaBytes(from: number, seq: number, xor: number[][], after: number[][], { id = 'm3', size = 2 ** 20, iat = NOW, kid = KID.list, key = KEYS.list }: ListParts = {}): Uint8Array {
  const hash = Uint8Array.from(createHash('sha256').update(encodeCbor(three(after))).digest())
  return sign1(kid, key, map([2, id], [4, iat + DAY], [6, iat], [P, [from, seq, size, three(xor), hash]]))
}

describe('trust bundle', () => {
  const take = (bytes: Uint8Array, held: Bundle | null = null): Promise<Bundle> => acceptBundle(held, bytes, ROOTS)

  it('reads back what was signed', async () => {
    const taken = await take(bundleBytes())
    expect(taken).toMatchObject({ seq: 7, origin: 'https://xyqh.example', issued: NOW - 600, expires: NOW - 600 + 72 * 3600 })
    expect(taken.keys.map(({ kid, use }) => [kid, use])).toEqual([[1, 4], [2, 1], [3, 2], [4, 3]])
    expect(taken.lists[0]).toEqual({ id: 'm3', use: 1, number: 3, size: 2 ** 20, expires: NOW + 100 * DAY })
    expect(decodeBundle(taken.bytes)).toEqual(taken)
  })

  it('never goes back, by number or by time', async () => {
    const held = bundle({ seq: 7 })
    expect(await faultOf(take(bundleBytes({ seq: 6 }), held))).toBe('rollback')
    expect(await faultOf(take(bundleBytes({ seq: 8, iat: NOW - 601 }), held))).toBe('rollback')
    expect(await faultOf(take(bundleBytes({ seq: 7, iat: NOW }), held))).toBe('conflict')
    expect(await faultOf(take(held.bytes.slice(), held))).toBeNull()
    expect((await take(bundleBytes({ seq: 8 }), held)).seq).toBe(8)
  })

  it('an old one is taken: whether it is stale is the verdict’s business', async () => {
    expect(await faultOf(take(bundleBytes({ iat: NOW - 25 * DAY })))).toBeNull()
  })

  it('only a root signs it', async () => {
    expect(await faultOf(take(bundleBytes({}, KEYS.stranger)))).toBe('bad_signature')
    expect(await faultOf(take(bundleBytes({}, KEYS.stranger, 9)))).toBe('unknown_key')
    expect(await faultOf(take(bundleBytes({}, KEYS.merchant, KID.merchant), bundle()))).toBe('wrong_kind')
    expect(await faultOf(take(sign1(KID.root, KEYS.root, bundlePayload(), { alg: -8 })))).toBe('wrong_alg')
    expect(await faultOf(take(sign1(KID.root, KEYS.root, bundlePayload(), { twist: otherS })))).toBe('high_s')
  })

  it('a root of the held bundle may sign the next one, in its time', async () => {
    const next = testKey('next root')
    const withNext = bundle({ keys: [...KEY_ROWS, [9, 4, -7, next.publicKey, NOW - DAY, NOW + DAY]] })
    expect(await faultOf(take(bundleBytes({ seq: 8 }, next, 9), withNext))).toBeNull()
    expect(await faultOf(take(bundleBytes({ seq: 8 }, next, 9), bundle()))).toBe('unknown_key')
    expect(await faultOf(take(bundleBytes({ seq: 8, iat: NOW + DAY }, next, 9), withNext))).toBe('retired_key')
  })

  it('a bundle cannot change what the pinned root is', async () => {
    const other = testKey('other root')
    const swapped = bundle({ keys: [[KID.root, 4, -7, other.publicKey, NOW - DAY, NOW + DAY], ...KEY_ROWS.slice(1)] })
    expect(await faultOf(take(bundleBytes({ seq: 8 }, other), swapped))).toBe('bad_signature')
    expect(await faultOf(take(bundleBytes({ seq: 8 }), swapped))).toBeNull()
  })

  const key = KEY_ROWS[0] as Cbor[]
  const place = LIST_ROWS[0] as Cbor[]
  const row = (from: Cbor[], at: number, value: Cbor): Cbor[] => from.map((cell, i) => (i === at ? value : cell))
  it.each<[string, Parameters<typeof bundleBytes>[0]]>([
    ['keys out of order', { keys: [...KEY_ROWS].reverse() }],
    ['a key twice', { keys: [key, key] }],
    ['a key off the curve', { keys: [row(key, 3, new Uint8Array(64).fill(1))] }],
    ['a short key', { keys: [row(key, 3, new Uint8Array(63))] }],
    ['half a key', { keys: [row(key, 3, new Uint8Array(32))] }],
    ['no key at all', { keys: [row(key, 3, new Uint8Array(0))] }],
    ['use 5', { keys: [row(key, 1, 5)] }],
    ['use 0', { keys: [row(key, 1, 0)] }],
    ['another algorithm', { keys: [row(key, 2, -8)] }],
    ['key id 256', { keys: [row(key, 0, 256)] }],
    ['dates turned round', { keys: [row(key, 4, NOW + 300 * DAY)] }],
    ['list number 24', { lists: [row(row(place, 2, 24), 0, 'm24')] }],
    ['list under another name', { lists: [row(place, 0, 'm4')] }],
    ['citizen list named m', { lists: [row(place, 1, 2)] }],
    ['list of a bundle root', { lists: [row(place, 1, 4)] }],
    ['list of size 0', { lists: [row(place, 3, 0)] }],
    ['lists out of order', { lists: [...LIST_ROWS].reverse() }],
    ['origin with a path', { origin: 'https://xyqh.example/v' }],
    ['origin with user info', { origin: 'https://a@xyqh.example' }],
  ])('shape: %s', async (_, parts) => {
    const es256 = counted()
    expect(await faultOf(acceptBundle(null, bundleBytes(parts), ROOTS, es256))).toBe('bad_shape')
    expect(es256.calls).toBe(0)
  })

  it('other objects are no bundle, a longer life is none either', async () => {
    expect(await faultOf(take(merchantToken()))).toBe('wrong_kind')
    expect(await faultOf(take(listBytes()))).toBe('wrong_kind')
    const long = new Map([...bundlePayload(), [4, NOW + 365 * DAY] as [number, Cbor]])
    expect(await faultOf(take(sign1(KID.root, KEYS.root, long)))).toBe('bad_shape')
    expect(await faultOf(take(new Uint8Array(65_537)))).toBe('too_long')
    expect(await faultOf(take(new Uint8Array(0)))).toBe('bad_cbor')
  })
})

describe('status list', () => {
  const trust = bundle()
  const take = (bytes: Uint8Array, held: StatusList | null = null, id = 'm3'): Promise<StatusList> => acceptList(id, held, bytes, trust)

  it('reads back what was signed, also from the phone’s storage', async () => {
    const list = await take(listBytes({ sets: [[0, 7, 1_048_575], [8], [9, 10]] }))
    const told = [0, 1, 7, 8, 9, 10, 1_048_575, 1_048_576].map((index) => statusOf(list, index))
    expect(told).toEqual(['revoked', 'ok', 'revoked', 'suspended', 'superseded', 'superseded', 'revoked', 'out_of_range'])
    expect(loadList(storeList(list))).toEqual(list)
  })

  it('revoked wins over everything else', async () => {
    const list = await take(listBytes({ sets: [[5], [5], [5]] }))
    expect(statusOf(list, 5)).toBe('revoked')
  })

  it('never goes back; the same content may be signed again, later', async () => {
    const held = await take(listBytes({ seq: 5, sets: [[1]] }))
    expect(await faultOf(take(listBytes({ seq: 4, sets: [[1]] }), held))).toBe('rollback')
    expect(await faultOf(take(listBytes({ seq: 6, iat: NOW - 1 }), held))).toBe('rollback')
    expect(await faultOf(take(listBytes({ seq: 5, iat: NOW + 9 }), held))).toBe('conflict')
    expect((await take(listBytes({ seq: 5, iat: NOW + 9, sets: [[1]] }), held)).issued).toBe(NOW + 9)
  })

  it.each<[string, ListParts, string]>([
    ['another list than asked', { id: 'm4', size: 1000 }, 'wrong_list'],
    ['another size than the bundle says', { size: 1000 }, 'wrong_list'],
    ['signed by a merchant key', { kid: KID.merchant, key: KEYS.merchant }, 'wrong_kind'],
    ['signed by the root', { kid: KID.root, key: KEYS.root }, 'wrong_kind'],
    ['signed by a stranger', { key: KEYS.stranger }, 'bad_signature'],
    ['an unknown key', { kid: 99 }, 'unknown_key'],
    ['signed after the key ended', { iat: NOW + 400 * DAY, exp: NOW + 401 * DAY }, 'retired_key'],
    ['a name that is none', { id: 'm24' }, 'bad_shape'],
    ['ends before it begins', { exp: NOW }, 'bad_shape'],
    ['an index beyond its size', { size: 1000, sets: [[1000]] }, 'bad_shape'],
  ])('%s', async (_, parts, fault) => {
    expect(await faultOf(take(listBytes(parts)))).toBe(fault)
  })

  it('a list that nobody asked the bundle for is wrong', async () => {
    expect(await faultOf(take(listBytes({ id: 'm9' }), null, 'm9'))).toBe('wrong_list')
  })

  it('damaged storage is a fault, not a crash', () => {
    const stored = storeList(statusList('m3'))
    for (let end = 0; end < stored.length; end += 1) expect(() => loadList(stored.slice(0, end))).toThrow(CodeFault)
  })
})

describe('delta', () => {
  const trust = bundle()
  const held = statusList('m3', { seq: 5, issued: NOW - 3600, sets: [Uint32Array.of(1, 5), Uint32Array.of(7), Uint32Array.of()] })
  const take = (bytes: Uint8Array): Promise<StatusList> => applyDelta(held, bytes, trust)

  it('adds and removes', async () => {
    const list = await take(deltaBytes(5, 6, [[9], [7], [2]], [[1, 5, 9], [], [2]]))
    expect(list.sets.map((set) => [...set])).toEqual([[1, 5, 9], [], [2]])
    expect([list.seq, list.issued, list.kid]).toEqual([6, NOW, KID.list])
  })

  it('leads to the very list that a full fetch gives', async () => {
    const full = await acceptList('m3', null, listBytes({ seq: 6, sets: [[1, 5, 9], [], [2]] }), trust)
    expect(await take(deltaBytes(5, 6, [[9], [7], [2]], [[1, 5, 9], [], [2]]))).toEqual(full)
  })

  it('from a version to itself tells that nothing changed', async () => {
    const list = await take(deltaBytes(5, 5, [], [[1, 5], [7], []]))
    expect([list.seq, list.issued]).toEqual([5, NOW])
  })

  it('sorts by number, not by text', async () => {
    const list = await take(deltaBytes(5, 6, [[10, 100, 1_000_000]], [[1, 5, 10, 100, 1_000_000], [7], []]))
    expect([...list.sets[0]]).toEqual([1, 5, 10, 100, 1_000_000])
  })

  it.each<[string, Uint8Array, string]>([
    ['from another version', deltaBytes(4, 6, [[9]], [[1, 5, 9], [7], []]), 'delta_mismatch'],
    ['with another result', deltaBytes(5, 6, [[9]], [[1, 9], [7], []]), 'delta_mismatch'],
    ['older than what is held', deltaBytes(3, 4, [[9]], [[1, 5, 9], [7], []]), 'rollback'],
    ['signed before what is held', deltaBytes(5, 6, [[9]], [[1, 5, 9], [7], []], { iat: NOW - 3601 }), 'rollback'],
    ['backwards', deltaBytes(6, 5, [], [[1, 5], [7], []]), 'bad_shape'],
    ['for another list', deltaBytes(5, 6, [], [[1, 5], [7], []], { id: 'm4' }), 'wrong_list'],
    ['signed by a merchant key', deltaBytes(5, 6, [], [], { kid: KID.merchant, key: KEYS.merchant }), 'wrong_kind'],
    ['a full list instead', listBytes({ seq: 6 }), 'bad_shape'],
  ])('%s', async (_, bytes, fault) => {
    expect(await faultOf(take(bytes))).toBe(fault)
  })

  it('a citizen list goes the same way', async () => {
    const mine = statusList(`c${PASS_LIST}`, { seq: 1, issued: NOW - 60 })
    const list = await applyDelta(mine, deltaBytes(1, 2, [[2 ** 30 - 1]], [[2 ** 30 - 1], [], []], { id: `c${PASS_LIST}`, size: 2 ** 30 }), trust)
    expect(statusOf(list, 2 ** 30 - 1)).toBe('revoked')
  })
})
