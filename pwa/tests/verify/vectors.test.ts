/** `tests/vectors/codes.json`: the same cases that Python passes, read as an outsider would. */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../src/verify/bytes.ts'
import { encodeCbor } from '../../src/verify/cbor.ts'
import {
  acceptBundle, acceptList, applyDelta, CodeFault, decodeRice, encodeRice, passChain, preimageAt, reachesAnchor, verifyOffline, type Bundle,
  type OfflineVerdict, type StatusList,
} from '../../src/verify/index.ts'
import { counted } from './make.ts'

interface Pad { pad?: { with: string; times: number } }
interface Case extends Pad { name: string; text: string; now: number; bundle: string | null; lists: string[]; expect: Partial<OfflineVerdict> }
interface TrustCase extends Pad { name: string; held: string | null; incoming: string; expect: string }
interface ListCase extends TrustCase { listId: string; delta?: true; becomes?: { seq: number; sets: number[][]; hash: string } }
interface Rice { name?: string; size: number; k: number; n: number; hex: string }
interface Vectors {
  origin: string
  root: { kid: number; x: string; y: string }
  bundles: Record<string, string>
  lists: Record<string, string>
  cases: Case[]
  bundleCases: TrustCase[]
  listCases: ListCase[]
  rice: (Rice & { indices: number[] })[]
  riceBad: Rice[]
  chain: { seed: string; step: number; preimage: string; anchor: string }[]
}

const vectors = JSON.parse(readFileSync(new URL('../../../tests/vectors/codes.json', import.meta.url), 'utf8')) as Vectors
const roots = [{ kid: vectors.root.kid, publicKey: fromHex(vectors.root.x + vectors.root.y) }]

const padded = (text: string, { pad }: Pad): string => text + (pad ? pad.with.repeat(pad.times) : '')

async function bundleNamed(name: string | null): Promise<Bundle | null> {
  return name === null ? null : acceptBundle(null, fromHex(vectors.bundles[name] as string), roots)
}

async function listNamed(name: string, bundle: Bundle): Promise<StatusList> {
  return acceptList(name.split('_')[0] as string, null, fromHex(vectors.lists[name] as string), bundle)
}

/** A list that the bundle's keys do not open counts as not held. */
async function listsNamed(names: string[], bundle: Bundle | null): Promise<Map<string, StatusList>> {
  const held = new Map<string, StatusList>()
  for (const name of bundle ? names : []) {
    const list = await listNamed(name, bundle as Bundle).catch(() => null)
    if (list) held.set(list.id, list)
  }
  return held
}

async function outcome(take: () => unknown): Promise<string> {
  try {
    await take()
    return 'accepted'
  } catch (error) {
    expect(error).toBeInstanceOf(CodeFault)
    return (error as CodeFault).fault
  }
}

// Where these end, everything before the signature held: all others must not cost a check.
const AFTER_SIGNATURE = new Set<string | null | undefined>([
  null, 'bad_signature', 'not_yet_valid', 'expired', 'bad_chain', 'outdated', 'no_status_list', 'out_of_range', 'revoked', 'suspect_clock',
  'stale_status_list', 'suspended', 'superseded',
])

describe('cases', () => {
  it.each(vectors.cases)('$name', async (row) => {
    const bundle = await bundleNamed(row.bundle)
    const lists = await listsNamed(row.lists, bundle)
    const es256 = counted()
    const verdict = await verifyOffline(padded(row.text, row), { origin: vectors.origin, bundle, lists, now: row.now, es256 })
    expect(verdict).toMatchObject(row.expect)
    expect(verdict.claims).toEqual(row.expect.claims)
    expect(es256.calls).toBeLessThanOrEqual(AFTER_SIGNATURE.has(verdict.fault) ? 1 : 0)
  })
})

describe('bundles', () => {
  it.each(vectors.bundleCases)('$name', async (row) => {
    const held = await bundleNamed(row.held)
    expect(await outcome(() => acceptBundle(held, fromHex(padded(row.incoming, row)), roots))).toBe(row.expect)
  })
})

describe('lists and deltas', () => {
  it.each(vectors.listCases)('$name', async (row) => {
    const bundle = (await bundleNamed('fresh')) as Bundle
    const held = row.held === null ? null : await listNamed(row.held, bundle)
    const incoming = fromHex(padded(row.incoming, row))
    let list: StatusList | undefined
    const take = async (): Promise<void> => {
      list = row.delta ? await applyDelta(held as StatusList, incoming, bundle) : await acceptList(row.listId, held, incoming, bundle)
    }
    expect(await outcome(take)).toBe(row.expect)
    if (row.becomes && list) expect(told(list)).toEqual(row.becomes)
  })

  function told({ seq, sets }: StatusList): ListCase['becomes'] {
    const coded = sets.map(encodeRice).map(({ k, n, bytes }) => [k, n, bytes])
    return { seq, sets: sets.map((set) => [...set]), hash: createHash('sha256').update(encodeCbor(coded)).digest('hex') }
  }
})

describe('Golomb-Rice', () => {
  it.each(vectors.rice)('$n of $size', ({ size, indices, k, n, hex }) => {
    const coded = encodeRice(indices)
    expect([coded.k, coded.n, toHex(coded.bytes)]).toEqual([k, n, hex])
    expect([...decodeRice(coded, size)]).toEqual(indices)
  })

  it.each(vectors.riceBad)('refuses $name', async ({ size, k, n, hex }) => {
    expect(await outcome(() => decodeRice({ k, n, bytes: fromHex(hex) }, size))).toBe('bad_shape')
  })
})

describe('hash chain', () => {
  it.each(vectors.chain)('$seed at step $step', ({ seed, step, preimage, anchor }) => {
    const chain = passChain(fromHex(seed))
    expect(toHex(preimageAt(chain, step))).toBe(preimage)
    expect(reachesAnchor(fromHex(preimage), step, fromHex(anchor))).toBe(true)
    expect(reachesAnchor(fromHex(preimage), (step + 1) % 30, fromHex(anchor))).toBe(false)
  })
})
