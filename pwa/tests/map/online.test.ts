import { describe, expect, it } from 'vitest'
import { ApiError } from '../../src/api/problem.ts'
import { onlineSource } from '../../src/map/online.ts'

const TILE = { z: 9, x: 400, y: 200 }
const outdated = (version: number): ApiError => new ApiError('problem', 410, 'outdated-version', '', [{ field: 'version', message: String(version) }])

/** A server at a version that can be moved on, with everything it was asked. */
function server(start: number): { version: number; asked: string[]; ask: (path: string) => Promise<unknown> } {
  const it = {
    version: start,
    asked: [] as string[],
    async ask(path: string): Promise<unknown> {
      it.asked.push(path)
      await Promise.resolve()
      if (path === '/api/map/head') return { version: it.version, merchants: 1, grades: {}, counties: {} }
      const version = Number(/\/v(\d+)\//.exec(path)?.[1] ?? it.version)
      if (version < it.version) throw outdated(it.version)
      if (version > it.version) throw new ApiError('problem', 404, 'not-found', '', [{ field: 'version', message: String(it.version) }])
      return { version, items: [] }
    },
  }
  return it
}

describe('tiles by version', () => {
  it('ask for the version once, and for each tile once', async () => {
    const at = server(7)
    const source = onlineSource(at.ask)
    await Promise.all([source.clusters(TILE, ''), source.clusters({ ...TILE, x: 401 }, 'g:AB'), source.facets('')])
    await source.clusters(TILE, '')
    expect(at.asked).toEqual(['/api/map/head', '/api/map/v7/clusters/9/400/200', '/api/map/v7/clusters/9/401/200?f=g%3AAB', '/api/map/v7/facets'])
  })

  it('take the new version from a refusal, tell it, and ask again', async () => {
    const at = server(7)
    const source = onlineSource(at.ask)
    const told: number[] = []
    source.onVersion((version) => told.push(version))
    await source.clusters(TILE, '')
    at.version = 9
    expect(await source.points({ z: 14, x: 1, y: 2 }, '')).toMatchObject({ version: 9 })
    expect(told).toEqual([9])
    expect(source.version).toBe(9)
    await source.clusters(TILE, '')
    expect(at.asked.slice(-2)).toEqual(['/api/map/v9/points/14/1/2', '/api/map/v9/clusters/9/400/200'])
  })

  it('follow a server that was put back', async () => {
    const at = server(7)
    const source = onlineSource(at.ask)
    await source.facets('')
    at.version = 5
    expect(await source.facets('')).toEqual(expect.anything())
    expect(await source.clusters(TILE, '')).toMatchObject({ version: 5 })
  })

  it('give up on a server that refuses every version', async () => {
    let asked = 0
    const source = onlineSource(async (path) => {
      if (path === '/api/map/head') return { version: 1 }
      asked += 1
      throw outdated(asked + 1)
    })
    await expect(source.facets('')).rejects.toMatchObject({ slug: 'outdated-version' })
    expect(asked).toBe(3)
  })
})

describe('positions', () => {
  it('leave the phone to three decimals only', async () => {
    const at = server(1)
    const source = onlineSource(at.ask)
    await source.near({ lng: 101.7781234, lat: 36.6168765 }, 1000.4, '', 20)
    await source.search('酸奶', { lng: 101.7781234, lat: 36.6168765 }, '')
    expect(at.asked[0]).toBe('/api/map/nearby?lng=101.778&lat=36.617&radius=1000&limit=20')
    expect(at.asked[1]).toContain('&lng=101.778&lat=36.617&')
  })

  it('ask for districts on a grid, page by page', async () => {
    const asked: string[] = []
    const source = onlineSource(async (path) => {
      asked.push(path)
      return { items: [{ code: String(asked.length) }], next: asked.length < 2 ? 'more' : null }
    })
    expect(await source.districts([101.771, 36.612, 101.778, 36.619])).toHaveLength(2)
    expect(asked[0]).toBe('/api/districts?bbox=101.77%2C36.61%2C101.78%2C36.62&limit=100')
    expect(asked[1]).toContain('&after=more')
  })
})
