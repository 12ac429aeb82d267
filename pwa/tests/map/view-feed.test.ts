import { describe, expect, it } from 'vitest'
import type { Cells, MapSource, Points, Tile } from '../../src/map/source.ts'
import { cellsOf, Feed, tilesOf, type Look, type Shown } from '../../src/map/view/feed.ts'
import { project } from '../../src/map/view/project.ts'

const XINING = project({ lng: 101.77, lat: 36.62 })
const around = (zoom: number, pixels = 300): Look => {
  const half = pixels / 2 / 2 ** zoom
  return { zoom, left: XINING.x - half, right: XINING.x + half, top: XINING.y - half, bottom: XINING.y + half }
}
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5))

/** A server that answers when it is told to, and knows who gave up. */
class Slow {
  asked: { tile: Tile; f: string; signal: AbortSignal | undefined; answer: (n: number) => void; refuse: (reason: unknown) => void }[] = []

  source(): MapSource {
    const ask = <T extends Cells>(tile: Tile, f: string, signal?: AbortSignal): Promise<T> =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(Object.assign(new Error('given up'), { name: 'AbortError' })))
        this.asked.push({ tile, f, signal, answer: (n) => resolve({ ...tile, version: 1, total: n, cells: n ? [[0, n, n, 0, 0, 0, 0]] : [], points: [] } as unknown as T), refuse: reject })
      })
    return { clusters: ask<Cells>, points: ask<Points> } as unknown as MapSource
  }

  all(n: number): void {
    for (const { answer } of this.asked.splice(0)) answer(n)
  }
}

function watched() {
  const slow = new Slow()
  const shown: Shown[] = []
  const failures: unknown[] = []
  const feed = new Feed(slow.source(), { change: (next) => shown.push({ ...next, groups: next.groups.map((group) => ({ ...group })) }), busy: () => undefined, fail: (reason) => failures.push(reason) })
  return { slow, shown, failures, feed }
}
const total = (shown: Shown | undefined): number => shown?.groups.reduce((sum, { n }) => sum + n, 0) ?? -1

describe('tiles', () => {
  it('cover a look, of its own zoom, points at most at 16', () => {
    expect(tilesOf(around(12)).every(({ z }) => z === 12)).toBe(true)
    expect(tilesOf(around(18)).map(({ z }) => z)).toEqual(expect.arrayContaining([16]))
    expect(tilesOf(around(12, 10))).toHaveLength(1)
  })

  it('have their cells in rows', () => {
    const [first, last] = cellsOf({ z: 0, x: 0, y: 0 }, [[0, 1, 1, 0, 0, 0, 0], [63, 2, 0, 2, 0, 0, 0]])
    expect(first).toMatchObject({ id: '0/0/0', x: 16, y: 16, mix: [1, 0, 0, 0, 0] })
    expect(last).toMatchObject({ id: '0/7/7', x: 240, y: 240 })
  })
})

describe('what is shown', () => {
  it('stays until all of the next zoom is there', async () => {
    const { slow, shown, feed } = watched()
    feed.look(around(12), '')
    const tiles = slow.asked.length
    slow.all(3)
    await settle()
    expect(total(shown[0])).toBe(3 * tiles)
    feed.look(around(13), '')
    slow.asked.splice(0, 1)[0]?.answer(1)
    await settle()
    expect(shown).toHaveLength(1)
    slow.all(1)
    await settle()
    expect(shown).toHaveLength(2)
    expect(shown[1]?.zoom).toBe(13)
  })

  it('gives up what nobody waits for any more', async () => {
    const { slow, shown, feed } = watched()
    feed.look(around(12), '')
    const before = [...slow.asked]
    slow.asked = []
    feed.look(around(9), '')
    expect(before.every(({ signal }) => signal?.aborted)).toBe(true)
    slow.all(7)
    await settle()
    expect(shown.map(({ zoom }) => zoom)).toEqual([9])
  })

  it('asks only for the new tiles when the map is dragged', async () => {
    const { slow, shown, feed } = watched()
    feed.look(around(12), '')
    slow.all(1)
    await settle()
    feed.look(around(12), '')
    expect(slow.asked).toHaveLength(0)
    const moved = around(12)
    feed.look({ ...moved, left: moved.left + 256 / 2 ** 12, right: moved.right + 256 / 2 ** 12 }, '')
    expect(slow.asked.length).toBeGreaterThan(0)
    expect(slow.asked.length).toBeLessThan(tilesOf(moved).length)
    slow.all(1)
    await settle()
    expect(shown).toHaveLength(2)
  })

  it('changes in place with a new version: rings stay, numbers change', async () => {
    const { slow, shown, feed } = watched()
    feed.look(around(12), '')
    slow.all(3)
    await settle()
    feed.renew()
    expect(shown).toHaveLength(1)
    slow.all(4)
    await settle()
    expect(shown[1]?.groups.map(({ id, x, y }) => [id, x, y])).toEqual(shown[0]?.groups.map(({ id, x, y }) => [id, x, y]))
    expect(total(shown[1])).toBe((total(shown[0]) / 3) * 4)
  })

  it('is kept when nothing came, and told when something did not', async () => {
    const { slow, shown, failures, feed } = watched()
    feed.look(around(12), '')
    slow.all(2)
    await settle()
    feed.look(around(12), 'g:A')
    const reason = new Error('no network')
    for (const { refuse } of slow.asked.splice(0)) refuse(reason)
    await settle()
    expect(shown).toHaveLength(1)
    expect(failures).toEqual([null, reason])
    feed.look(around(12), 'g:A')
    slow.all(1)
    await settle()
    expect(shown[1]?.f).toBe('g:A')
    expect(failures[failures.length - 1]).toBeNull()
  })
})
