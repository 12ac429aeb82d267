/** Packs come over a weak network and stay on the phone whole, or as they were. */
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../src/api/problem.ts'
import type { KeptPack } from '../../../src/map/packs/county.ts'
import { packDesk } from '../../../src/map/packs/desk.ts'
import { fetchFile } from '../../../src/map/packs/download.ts'
import { PackService, type Shelf } from '../../../src/map/packs/service.ts'
import { bytesOf, filesOf, unpacked, vectors } from './vectors.ts'

const [first, xining] = vectors.packs
const FILE = bytesOf(xining.positions)

/** Serves a file; each connection is cut after so many bytes. */
function weak(cuts: number[], etags = ['"1"']): { asked: (string | null)[]; fetcher: typeof fetch } {
  const asked: (string | null)[] = []
  const fetcher = (async (_path: string, { headers }: { headers: Record<string, string> }) => {
    const turn = asked.push(headers.range ?? null) - 1
    const etag = etags[Math.min(turn, etags.length - 1)] as string
    const from = headers.range && headers['if-range'] === etag ? Number(/bytes=(\d+)-/.exec(headers.range)?.[1]) : 0
    const cut = cuts[turn]
    const body = new ReadableStream({
      start(stream) {
        const part = FILE.slice(from, cut === undefined ? FILE.length : from + cut)
        for (let at = 0; at < part.length; at += 50) stream.enqueue(part.slice(at, at + 50))
        if (cut === undefined) stream.close()
      },
      // After what was sent has been read.
      pull(stream) {
        stream.error(new TypeError('network error'))
      },
    })
    return new Response(body, { status: from ? 206 : 200, headers: { etag, 'content-length': String(FILE.length - from) } })
  }) as unknown as typeof fetch
  return { asked, fetcher }
}

const how = (fetcher: typeof fetch, seen: number[] = []) => ({ signal: new AbortController().signal, fetcher, pause: async () => undefined, progress: (received: number) => void seen.push(received) })

describe('a download', () => {
  it('goes on where the network cut it off, and tells how far it is', async () => {
    const [net, seen] = [weak([120, 70]), [] as number[]]
    expect(await fetchFile('/x.bin', how(net.fetcher, seen))).toEqual(FILE)
    expect(net.asked).toEqual([null, 'bytes=120-', 'bytes=190-'])
    expect(seen.at(-1)).toBe(FILE.length)
    expect([...seen].sort((a, b) => a - b)).toEqual(seen)
  })

  it('begins again when the file has become another one', async () => {
    const net = weak([100], ['"1"', '"2"'])
    expect(await fetchFile('/x.bin', how(net.fetcher))).toEqual(FILE)
  })

  it('gives up after a while, at once when refused or cancelled', async () => {
    await expect(fetchFile('/x.bin', how(weak([10, 10, 10, 10, 10]).fetcher))).rejects.toMatchObject({ kind: 'offline' })
    const refusing = (async () => new Response('{"type":"outdated-version"}', { status: 410 })) as typeof fetch
    await expect(fetchFile('/x.bin', how(refusing))).rejects.toBeInstanceOf(ApiError)
    const abort = new AbortController()
    const hanging = ((_: string, { signal }: RequestInit) => new Promise((_done, fail) => signal?.addEventListener('abort', () => fail(new DOMException('', 'AbortError'))))) as typeof fetch
    const waiting = fetchFile('/x.bin', { ...how(hanging), signal: abort.signal })
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
  })
})

/** The phone's storage: it may be full. */
function shelf(packs: KeptPack[] = []): Shelf & { packs: Map<string, KeptPack>; full: boolean } {
  const kept = new Map(packs.map((pack) => [pack.adcode, pack]))
  return {
    packs: kept,
    full: false,
    readPacks: async () => [...kept.values()],
    async keepPack(pack) {
      if (this.full) throw new DOMException('full', 'QuotaExceededError')
      kept.set(pack.adcode, pack)
    },
    dropPack: async (adcode) => void kept.delete(adcode),
  }
}

describe('the packs of a phone', () => {
  it('are there after a restart, updated by delta, deleted and brought back', async () => {
    const phone = shelf()
    const service = new PackService(phone)
    await service.install(filesOf(first))
    await service.install(filesOf(xining))
    expect((await new PackService(phone).list()).map(({ adcode }) => adcode)).toEqual(['630103', '630104'])
    const stand = await service.update({ ...filesOf(xining), delta: unpacked(vectors.delta.file), asOf: 9 })
    expect(stand).toMatchObject({ version: vectors.delta.version, merchants: vectors.delta.rows.length, asOf: 9 })
    expect((await new PackService(phone).head()).merchants).toBe(first.merchants + vectors.delta.rows.length)
    const gone = await service.remove('630103')
    expect((await service.list()).map(({ adcode }) => adcode)).toEqual(['630104'])
    expect([...phone.packs.keys()]).toEqual(['630104'])
    await service.restore(gone as KeptPack)
    expect((await service.facets('d:630103')).total).toBe(first.merchants)
  })

  it('stay as they were when there is no room or the files are damaged', async () => {
    const phone = shelf()
    const service = new PackService(phone)
    await service.install(filesOf(first))
    phone.full = true
    await expect(service.install(filesOf(xining))).rejects.toMatchObject({ name: 'QuotaExceededError' })
    expect(await service.list()).toHaveLength(1)
    phone.full = false
    await expect(service.install({ ...filesOf(xining), names: unpacked(first.names) })).rejects.toMatchObject({ name: 'DamagedFile' })
    expect([...phone.packs.keys()]).toEqual(['630103'])
    await expect(service.update({ ...filesOf(xining), delta: unpacked(vectors.delta.file) })).rejects.toThrow()
  })

  it('are left out, and cleared away, when they cannot be read', async () => {
    const phone = shelf()
    await new PackService(phone).install(filesOf(first))
    phone.packs.set('630104', { ...(phone.packs.get('630103') as KeptPack), adcode: '630104', body: new Uint8Array(4) })
    expect((await new PackService(phone).list()).map(({ adcode }) => adcode)).toEqual(['630103'])
    expect([...phone.packs.keys()]).toEqual(['630103'])
    const service = new PackService(phone)
    await service.list()
    phone.packs.clear()
    expect(await service.reload()).toEqual([])
  })
})

describe('the worker', () => {
  it('is asked by number, started once, and may fail', async () => {
    const service = new PackService(shelf())
    let started = 0
    const worker = { onmessage: null as ((event: MessageEvent) => void) | null, onerror: null as (() => void) | null, postMessage({ id, name, args }: { id: number; name: string; args: unknown[] }) {
      const method = (service as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[name]
      void method?.apply(service, args).then((value) => worker.onmessage?.({ data: { id, value } } as MessageEvent), (reason: Error) => worker.onmessage?.({ data: { id, fault: reason.name } } as MessageEvent))
    } }
    const desk = packDesk(() => {
      started += 1
      return worker as unknown as Worker
    })
    expect(started).toBe(0)
    await Promise.all([desk.install(filesOf(first)), desk.list()])
    expect(started).toBe(1)
    expect((await desk.clusters({ z: 0, x: 0, y: 0 }, '')).total).toBe(first.merchants)
    await expect(desk.install({ ...filesOf(xining), names: unpacked(first.names) })).rejects.toMatchObject({ name: 'DamagedFile' })
    const abort = new AbortController()
    const given = desk.search('店', null, '', abort.signal)
    abort.abort()
    await expect(given).rejects.toMatchObject({ name: 'AbortError' })
    worker.postMessage = () => worker.onerror?.()
    await expect(desk.head()).rejects.toMatchObject({ name: 'WorkerFailed' })
  })
})
