/** Who answers: the server while it can, else the packs; and the way back. */
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../src/api/problem.ts'
import { chosenSource } from '../../../src/map/chosen.ts'
import type { MapSource } from '../../../src/map/source.ts'

const TILE = { z: 9, x: 1, y: 2 }
const offline = new ApiError('offline', 0, 'offline', '')
const broken = new ApiError('problem', 503, 'service-unavailable', '')
const refused = new ApiError('problem', 400, 'invalid-input', '')

/** A source that says its name, or fails as told; and counts. */
function named(name: string, told: { fails?: unknown; never?: boolean } = {}): MapSource & { asked: string[]; told: typeof told } {
  const asked: string[] = []
  const answer = (method: string) => async (...args: unknown[]) => {
    asked.push(method)
    const signal = args.find((arg): arg is AbortSignal => arg instanceof AbortSignal)
    if (told.never) await new Promise((_, fail) => signal?.addEventListener('abort', () => fail(new DOMException('', 'AbortError'))))
    if (told.fails) throw told.fails
    return { by: name } as never
  }
  const methods = ['head', 'clusters', 'points', 'facets', 'near', 'search', 'districts'] as const
  return Object.assign(Object.fromEntries(methods.map((method) => [method, answer(method)])) as unknown as MapSource, { asked, told })
}

const world = (choice: { packs?: boolean; online?: boolean } = {}, patience = 1000) => {
  const [server, packs] = [named('server'), named('packs')]
  const now = { packs: true, online: true, ...choice }
  return { server, packs, now, source: chosenSource(server, packs, { hasPacks: () => now.packs, isOnline: () => now.online }, patience) }
}

describe('the map is answered', () => {
  it('by the server while it answers, by packs without a network, and by it alone without packs', async () => {
    const { source, now, server, packs } = world()
    expect(await source.clusters(TILE, '')).toEqual({ by: 'server' })
    now.online = false
    expect(await source.clusters(TILE, '')).toEqual({ by: 'packs' })
    expect(await source.head()).toEqual({ by: 'packs' })
    now.packs = false
    server.told.fails = offline
    packs.asked.length = 0
    await expect(source.clusters(TILE, '')).rejects.toBe(offline)
    await expect(source.head()).rejects.toBe(offline)
    expect(packs.asked).toEqual([])
  })

  it.each([offline, broken, new ApiError('timeout', 0, 'timeout', '')])('by packs when the server fails (%s), until it says that it is back', async (reason) => {
    const { source, server } = world()
    server.told.fails = reason
    expect(await source.search('店', null, '')).toEqual({ by: 'packs' })
    server.asked.length = 0
    expect(await source.points(TILE, '')).toEqual({ by: 'packs' })
    expect(server.asked).toEqual([]) // nobody waits for it a second time
    expect(await source.head()).toEqual({ by: 'packs' })
    delete server.told.fails
    expect(await source.points(TILE, '')).toEqual({ by: 'packs' })
    expect(await source.head()).toEqual({ by: 'server' })
    expect(await source.points(TILE, '')).toEqual({ by: 'server' })
  })

  it('by packs when the server takes too long', async () => {
    const { source, server } = world({}, 20)
    server.told.never = true
    expect(await source.districts([0, 0, 1, 1])).toEqual({ by: 'packs' })
  })

  it('by nobody when the question is wrong or is given up', async () => {
    const { source, server, packs } = world()
    server.told.fails = refused
    await expect(source.facets('x')).rejects.toBe(refused)
    const abort = new AbortController()
    server.told.fails = new DOMException('', 'AbortError')
    abort.abort()
    await expect(source.near({ lng: 1, lat: 1 }, 9, '', 1, abort.signal)).rejects.toMatchObject({ name: 'AbortError' })
    expect(packs.asked).toEqual([])
  })
})
