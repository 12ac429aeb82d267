import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readRoot } from '../src/trust/root.ts'
import type { Answer, TrustServer } from '../src/trust/server.ts'
import { nothingHeld, type Held } from '../src/trust/store.ts'
import { syncTrust, type Outcome } from '../src/trust/sync.ts'
import { loadList, storeList, verifyOffline, type RootKey } from '../src/verify/index.ts'

interface Vectors {
  origin: string
  root: { kid: number; x: string; y: string }
  bundles: Record<string, string>
  lists: Record<string, string>
  deltas: Record<string, string>
  cases: { name: string; text: string; now: number }[]
  bundleCases: { name: string; held: string | null; incoming: string; expect: string }[]
}

const vectors = JSON.parse(readFileSync(new URL('../../tests/vectors/codes.json', import.meta.url), 'utf8')) as Vectors
const bytes = (hex = ''): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
const ROOT: RootKey = { kid: vectors.root.kid, publicKey: bytes(vectors.root.x + vectors.root.y) }
const shop = vectors.cases[0] as Vectors['cases'][number]
const PHONE = shop.now * 1000

/** A server out of the shared vectors, which notes what it was asked. */
class Shelf implements TrustServer {
  asked: string[] = []
  served: RootKey | null = ROOT

  constructor(
    public bundles: string | null,
    public lists: Record<string, string>,
  ) {}

  root = async (): Promise<RootKey | null> => (this.asked.push('root'), this.served)

  bundle = async (etag: string): Promise<Answer> => {
    this.asked.push('bundle')
    if (this.bundles === null) return { state: 'failed', status: 0 }
    const tag = this.bundles.slice(-16)
    return etag === tag ? { state: 'same' } : { state: 'new', bytes: bytes(this.bundles), etag: tag }
  }

  list = async (id: string, since: number | null, etag: string): Promise<Answer> => {
    this.asked.push(`${id}?${since ?? ''}`)
    const body = this.lists[`${id}?${since ?? ''}`] ?? this.lists[id]
    if (!body) return { state: 'failed', status: 404 }
    const tag = body.slice(-16)
    return etag === tag ? { state: 'same' } : { state: 'new', bytes: bytes(body), etag: tag }
  }
}

const fresh = (): Shelf => new Shelf(vectors.bundles['fresh'] as string, { m3: vectors.lists['m3'] as string, c5: vectors.lists['c5'] as string })
const sync = (held: Held, server: TrustServer, builtIn: RootKey | null = null): Promise<Outcome> => syncTrust(held, server, PHONE, builtIn)
const verdict = async ({ bundle, lists }: Held, text = shop.text) => verifyOffline(text, { origin: vectors.origin, bundle, lists, now: shop.now })

describe('the first round', () => {
  it('pins the root, takes bundle and lists, and a badge is valid from then on', async () => {
    const { held, reached, refused } = await sync(nothingHeld(), fresh())
    expect([reached, refused, held.root?.kid]).toEqual([true, null, ROOT.kid])
    expect([...held.lists.keys()]).toContain('m3')
    expect((await verdict(held)).verdict).toBe('valid')
    expect((await verdict(nothingHeld())).reason).toBe('no_bundle')
  })

  it('takes nothing without a root, and nothing signed by another one', async () => {
    const server = fresh()
    server.served = null
    expect((await sync(nothingHeld(), server)).held.bundle).toBeNull()
    const other = { kid: ROOT.kid, publicKey: ROOT.publicKey.slice().reverse() }
    const { held, refused } = await sync(nothingHeld(), fresh(), other)
    expect([held.bundle, refused]).toEqual([null, 'bad_signature'])
  })

  it('never asks for a root that was built in', async () => {
    const server = fresh()
    expect((await sync(nothingHeld(), server, ROOT)).held.bundle).not.toBeNull()
    expect(server.asked).not.toContain('root')
  })
})

describe('later rounds', () => {
  it('ask with what is held, and take a step instead of the whole', async () => {
    const first = (await sync(nothingHeld(), fresh())).held
    const server = fresh()
    const from = first.lists.get('m3')?.seq as number
    server.lists[`m3?${from}`] = vectors.deltas[`m3_${from}_${from + 1}`] as string
    const { held } = await sync(first, server)
    expect(server.asked).not.toContain('root')
    expect(server.asked).not.toContain('m3?')
    expect(held.bundle).toBe(first.bundle)
    expect(held.lists.get('m3')?.seq).toBe(from + 1)
  })

  it('fetch the whole list when the step does not fit', async () => {
    const first = (await sync(nothingHeld(), fresh())).held
    const from = first.lists.get('m3')?.seq as number
    const server = fresh()
    const misfit = Object.entries(vectors.deltas).find(([name]) => name.startsWith('m3_') && !name.startsWith(`m3_${from}_`))
    server.lists = { ...server.lists, [`m3?${from}`]: misfit?.[1] as string, 'm3?': vectors.lists['m3_newer'] as string }
    const { held } = await sync(first, server)
    expect(server.asked).toContain('m3?')
    expect(held.lists.get('m3')?.seq).toBeGreaterThan(from)
  })

  it('send the ETag of the same address only', async () => {
    const first = (await sync(nothingHeld(), fresh())).held
    const second = (await sync(first, fresh())).held // the list again: now it has an ETag for ?since
    expect([...second.etags.keys()].some((key) => key.startsWith('m3?'))).toBe(true)
    expect((await sync(second, fresh())).held.lists.get('m3')).toBe(second.lists.get('m3'))
  })

  it('keep everything when nobody answers', async () => {
    const first = (await sync(nothingHeld(), fresh())).held
    const { held, reached } = await sync(first, new Shelf(null, {}))
    expect([reached, held.bundle, held.lists.get('m3')]).toEqual([false, first.bundle, first.lists.get('m3')])
  })
})

describe('what is refused', () => {
  const refusals = vectors.bundleCases.filter((one) => one.held === 'fresh' && one.expect !== 'accepted')

  it.each(refusals.map((one) => [one.name, one] as const))('bundle: %s', async (_, one) => {
    const first = (await sync(nothingHeld(), fresh())).held
    const { held, refused } = await sync(first, new Shelf(one.incoming, {}))
    expect([refused, held.bundle]).toEqual([one.expect, first.bundle])
    expect((await verdict(held)).verdict).toBe('valid')
  })

  it('list: an older one, and the verdict stays with the newer', async () => {
    const server = fresh()
    server.lists['m3'] = vectors.lists['m3_newer'] as string
    const first = (await sync(nothingHeld(), server)).held
    const { held, refused } = await sync(first, fresh())
    expect([refused, held.lists.get('m3')]).toEqual(['rollback', first.lists.get('m3')])
  })

  it('a changed root, until the bundle in hand vouches for it', async () => {
    const heir = { kid: 200, publicKey: ROOT.publicKey.slice().reverse() }
    const first = (await sync(nothingHeld(), fresh())).held
    const server = fresh()
    server.served = heir
    expect((await sync(first, server)).held.root).toEqual(ROOT)

    const announcing = (await sync(nothingHeld(), new Shelf(vectors.bundles['announcing'] as string, {}))).held
    const named = announcing.bundle?.keys.find((key) => key.use === 4)
    server.served = { kid: named?.kid as number, publicKey: named?.publicKey as Uint8Array }
    expect((await sync(announcing, server)).held.root?.kid).toBe(named?.kid)
    server.served = heir
    expect((await sync(announcing, server)).held.root).toEqual(ROOT)
  })
})

describe('storage', () => {
  it('reads a list back as it was kept', async () => {
    const list = (await sync(nothingHeld(), fresh())).held.lists.get('m3')
    expect(list && loadList(storeList(list))).toEqual(list)
  })

  it('takes a root only in the right shape', () => {
    const key = Buffer.from(ROOT.publicKey).toString('base64url')
    expect(readRoot({ kid: 1, publicKey: key })).toEqual(ROOT)
    for (const told of [null, {}, { kid: 0, publicKey: key }, { kid: 256, publicKey: key }, { kid: 1, publicKey: key.slice(4) }, { kid: 1, publicKey: '*' }]) expect(readRoot(told)).toBeNull()
  })
})
