/** Random and mutated input: a fault of ours, never a crash, never believed. Bounded runs. */

import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { concat, type Bytes } from '../../src/verify/bytes.ts'
import {
  acceptBundle, acceptList, applyDelta, bytesToDigits, CodeFault, decodeCbor, decodeRice, decodeSign1, digitsToBytes, encodeCbor, encodeRice, loadList,
  readCodeText, shortNameIsSafe, statusOf, storeList, verifyOffline, type Cbor, type CborMap,
} from '../../src/verify/index.ts'
import {
  bundle, bundleBytes, bundlePayload, CHAIN, counted, HELD, KEYS, KID, link, merchantToken, MERCHANT_PAYLOAD, NOW, ORIGIN, P, passLink, PASS_PAYLOAD,
  passToken, ROOTS, sign1, statusList,
} from './make.ts'

// A busy machine makes fewer runs, never a failure.
const RUNS = { numRuns: 300, interruptAfterTimeLimit: 3000 }
vi.setConfig({ testTimeout: 20_000 })
const bytes = (maxLength: number): fc.Arbitrary<Bytes> => fc.uint8Array({ maxLength }).map((data) => Uint8Array.from(data))

/** The value, or the name of the fault; anything else thrown fails the test. */
function readOrFault<Value>(read: () => Value): Value | string {
  try {
    return read()
  } catch (error) {
    if (error instanceof CodeFault) return error.fault
    throw error
  }
}

const integers = fc.oneof(fc.nat(300), fc.integer({ min: -300, max: -1 }), fc.maxSafeNat(), fc.integer({ min: -70_000, max: -65_000 }))
const { value: cbor } = fc.letrec<{ value: Cbor; leaf: Cbor; map: CborMap }>((tie) => ({
  leaf: fc.oneof(integers, bytes(40), fc.string({ unit: 'grapheme', maxLength: 12 })),
  map: fc.array(fc.tuple(integers, tie('leaf')), { maxLength: 6 }).map((pairs) => new Map(pairs)),
  value: fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('map'), fc.array(fc.oneof(tie('leaf'), tie('map')), { maxLength: 5 })),
}))

/** One small harm: a bit, a byte more or less, two parts swapped. */
function harm(good: Bytes): fc.Arbitrary<Bytes> {
  const at = fc.nat(good.length - 1)
  return fc.oneof(
    fc.tuple(at, fc.integer({ min: 1, max: 255 })).map(([i, mask]) => good.map((byte, j) => (i === j ? byte ^ mask : byte))),
    at.map((end) => good.slice(0, end)),
    fc.tuple(at, bytes(3)).map(([i, more]) => concat(good.slice(0, i), more, Uint8Array.of(0), good.slice(i))),
    fc.tuple(at, at).map(([i, n]) => concat(good.slice(0, i), good.slice(i + 1 + (n % 8)))),
  )
}

describe('round trips', () => {
  it('digits', () => {
    fc.assert(fc.property(bytes(215), (token) => {
      const digits = bytesToDigits(token)
      expect(digitsToBytes(digits)).toEqual(token)
    }), RUNS)
  })

  it('CBOR: whatever is read is written as the same bytes', () => {
    fc.assert(fc.property(cbor, (value) => {
      expect(decodeCbor(encodeCbor(value))).toEqual(value)
    }), RUNS)
    fc.assert(fc.property(fc.oneof(bytes(60), cbor.chain((value) => harm(encodeCbor(value)))), (data) => {
      const value = readOrFault(() => decodeCbor(data))
      if (value !== 'bad_cbor' && isExact(value)) expect(encodeCbor(value)).toEqual(data)
    }), RUNS)
  })

  it('Golomb-Rice sets: one encoding each', () => {
    const sets = fc.uniqueArray(fc.nat(2 ** 20 - 1), { maxLength: 200 }).map((indices) => indices.sort((a, b) => a - b))
    fc.assert(fc.property(sets, (indices) => {
      expect([...decodeRice(encodeRice(indices), 2 ** 20)]).toEqual(indices)
    }), RUNS)
    fc.assert(fc.property(fc.nat(31), fc.nat(80), bytes(24), (k, n, data) => {
      const indices = readOrFault(() => decodeRice({ k, n, bytes: data }, 2 ** 20))
      if (typeof indices !== 'string') expect(encodeRice(indices)).toEqual({ k, n, bytes: data })
    }), { ...RUNS, numRuns: 2000 })
  })

  it('stored lists, and what they say of every index', () => {
    const set = fc.uniqueArray(fc.nat(999), { maxLength: 30 }).map((indices) => Uint32Array.from(indices).sort())
    fc.assert(fc.property(set, set, set, (revoked, suspended, superseded) => {
      const list = statusList('m4', { sets: [revoked, suspended, superseded] })
      expect(loadList(storeList(list))).toEqual(list)
      for (let index = 0; index < 1000; index += 37) {
        const wanted = revoked.includes(index) ? 'revoked' : suspended.includes(index) ? 'suspended' : superseded.includes(index) ? 'superseded' : 'ok'
        expect(statusOf(list, index)).toBe(wanted)
      }
    }), { ...RUNS, numRuns: 60 })
  })
})

describe('anything at all', () => {
  it('as text is read or named', () => {
    const parts = fc.array(fc.oneof(
      fc.constantFrom(ORIGIN, '/v/', '/v#', 'https://', 'http://', '://', '@', '.', 'wxp://', '１', '٣', '\u202e', ' ', '\n', 'xyqh.example', 'WIFI:', '\ud800'),
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.integer({ min: 90, max: 130 }).map((length) => '7'.repeat(length)),
    ), { maxLength: 6 })
    fc.assert(fc.property(parts, (pieces) => {
      const text = pieces.join('')
      expect(readCodeText(text, ORIGIN).kind).toMatch(/^[a-z_]+$/)
      expect(typeof shortNameIsSafe(text)).toBe('boolean')
    }), RUNS)
  })

  it('as bytes of a token never costs a signature check', async () => {
    await fc.assert(fc.asyncProperty(bytes(200), async (data) => {
      for (const token of [data, concat(Uint8Array.of(0xd2), data)]) {
        const es256 = counted()
        for (const text of [link(token), passLink(token)]) {
          const { verdict, claims } = await verifyOffline(text, { ...HELD, es256 })
          expect([verdict, claims]).toEqual(['invalid', null])
        }
        expect(es256.calls).toBe(0)
      }
    }), RUNS)
  })

  it('as a bundle, list or delta is refused by name', async () => {
    const trust = bundle()
    await fc.assert(fc.asyncProperty(fc.oneof(bytes(300), harm(bundleBytes())), async (data) => {
      for (const take of [
        () => acceptBundle(null, data, ROOTS),
        () => acceptList('m3', null, data, trust),
        () => applyDelta(statusList('m3'), data, trust),
      ]) {
        await expect(take()).rejects.toBeInstanceOf(CodeFault)
      }
      readOrFault(() => loadList(data))
    }), RUNS)
  })
})

/** The same value with one node somewhere in it replaced, dropped or doubled. */
function twist(value: Cbor): fc.Arbitrary<Cbor> {
  const edges = fc.constantFrom<Cbor[]>(0, -1, 2 ** 30, 2 ** 32, 2 ** 53 - 1, '', '*', '\u202e', new Uint8Array(0), [], new Map(), NOW, NOW + 900)
  const other = fc.oneof(cbor, edges)
  if (value instanceof Map) {
    const keys = fc.constantFrom(...value.keys())
    return fc.oneof(
      { weight: 6, arbitrary: keys.chain((key) => twist(value.get(key) as Cbor).map((part) => new Map(value).set(key, part))) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom(0, 2, 6, 8), other).map(([key, part]) => new Map(value).set(key, part)) },
      { weight: 1, arbitrary: keys.map((key) => new Map([...value].filter(([kept]) => kept !== key))) },
    )
  }
  if (!Array.isArray(value) || value.length === 0) return other
  return fc.nat(value.length - 1).chain((at) => fc.oneof(
    { weight: 6, arbitrary: twist(value[at] as Cbor).map((part) => value.map((kept, i) => (i === at ? part : kept))) },
    { weight: 1, arbitrary: fc.constantFrom<Cbor[]>(value.filter((_, i) => i !== at), [...value, value[at] as Cbor], [...value].reverse()) },
    { weight: 1, arbitrary: other },
  ))
}

describe('an issuer gone mad: signed, and odd', () => {
  const twisted = (payload: CborMap): fc.Arbitrary<CborMap> => twist(payload).filter((value): value is CborMap => value instanceof Map)
  const set: Cbor = [4, 2, Uint8Array.of(0x12, 0x40)]
  const list = new Map<number, Cbor>([[2, 'm3'], [4, NOW + 900], [6, NOW], [P, [2, 2 ** 20, [set, set, set]]]])
  const delta = new Map<number, Cbor>([[2, 'm3'], [4, NOW + 900], [6, NOW], [P, [1, 2, 2 ** 20, [set, set, set], new Uint8Array(32)]]])

  it('bundles, lists and deltas are taken or refused by name', async () => {
    const trust = bundle()
    const told = async (work: Promise<unknown>): Promise<void> => {
      await work.catch((error: unknown) => expect(error).toBeInstanceOf(CodeFault))
    }
    await fc.assert(fc.asyncProperty(twisted(bundlePayload()), twisted(list), twisted(delta), async (one, two, three) => {
      await told(acceptBundle(null, sign1(KID.root, KEYS.root, one), ROOTS))
      await told(acceptList('m3', null, sign1(KID.list, KEYS.list, two), trust))
      await told(applyDelta(statusList('m3'), sign1(KID.list, KEYS.list, three), trust))
    }), RUNS)
  })

  it('codes get a verdict', async () => {
    await fc.assert(fc.asyncProperty(twisted(MERCHANT_PAYLOAD), twisted(PASS_PAYLOAD), twist(new Map([[P, [0, CHAIN[29] as Bytes]]])), async (shop, pass, open) => {
      const unprotected = open instanceof Map ? open : new Map<number, Cbor>()
      await verifyOffline(link(sign1(KID.merchant, KEYS.merchant, shop)), HELD)
      await verifyOffline(passLink(sign1(KID.citizen, KEYS.citizen, pass, { unprotected })), HELD)
    }), RUNS)
  })
})

describe('a good code, harmed', () => {
  // A hash chain's open header is outside the signature: there any change must break the chain.
  const good: [string, Bytes, (token: Uint8Array) => string][] = [
    ['merchant code', merchantToken(), link],
    ['citizen pass', passToken(7), passLink],
  ]

  it.each(good)('%s never verifies, and costs at most one check', async (_, token, toText) => {
    const now = NOW + 7 * 30
    expect((await verifyOffline(toText(token), { ...HELD, now })).verdict).toBe('valid')
    await fc.assert(fc.asyncProperty(harm(token), async (harmed) => {
      const es256 = counted()
      const { verdict, claims } = await verifyOffline(toText(harmed), { ...HELD, now, es256 })
      expect(verdict).not.toBe('valid')
      if (claims) expect(decodeSign1(harmed).signature).toEqual(decodeSign1(token).signature)
      expect(es256.calls).toBeLessThanOrEqual(1)
    }), RUNS)
  })

  it.each(good)('%s: no digit of the text may change', async (_, token, toText) => {
    const text = toText(token)
    const from = text.length - bytesToDigits(token).length
    await fc.assert(fc.asyncProperty(fc.integer({ min: from, max: text.length - 1 }), fc.constantFrom(...'0123456789 ٣Ａ'), async (at, char) => {
      fc.pre(text[at] !== char)
      const { verdict } = await verifyOffline(text.slice(0, at) + char + text.slice(at + 1), { ...HELD, now: NOW + 210 })
      expect(verdict).not.toBe('valid')
    }), RUNS)
  })

  it('a pass verifies only within a minute of its step', async () => {
    await fc.assert(fc.asyncProperty(fc.nat(29), fc.integer({ min: -900, max: 3000 }), async (step, seconds) => {
      const { verdict } = await verifyOffline(passLink(passToken(step)), { ...HELD, now: NOW + seconds })
      const lag = Math.floor(seconds / 30) - step
      const isInTime = seconds >= -30 && seconds < 930 && Math.abs(lag) <= 1
      expect(verdict).toBe(isInTime ? 'valid' : 'invalid')
    }), { ...RUNS, numRuns: 200 })
  })
})

/** Rounded integers (beyond 2^53) cannot be written back, and are refused by every range check. */
function isExact(value: Cbor): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (Array.isArray(value)) return value.every(isExact)
  return value instanceof Map ? [...value].flat().every((part) => isExact(part as Cbor)) : true
}
