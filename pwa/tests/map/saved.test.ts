import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backAt, LIMIT, withoutPlace, withPlace, type SavedPlace } from '../../src/map/saved-list.ts'

const place = (uscc: string, at = 1): SavedPlace => ({ uscc, name: `店${uscc}`, trade: '餐饮', grade: 'A', lng: 101.7, lat: 36.6, precision: 'exact', address: '', demo: true, at })
const kept = new Map<string, string>()
const listeners: ((event: { key: string | null }) => void)[] = []

/** The app started again: nothing is left but what the browser keeps. */
const start = async () => {
  vi.resetModules()
  return { ...(await import('../../src/map/saved.svelte.ts')), ...(await import('../../src/map/saved-searches.svelte.ts')), ...(await import('../../src/map/saved-layer.svelte.ts')) }
}

beforeEach(() => {
  kept.clear()
  listeners.length = 0
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) })
  vi.stubGlobal('addEventListener', (_: string, listener: (event: { key: string | null }) => void) => listeners.push(listener))
})
afterEach(() => vi.unstubAllGlobals())

describe('the list', () => {
  it('has the newest first and each shop once', () => {
    const list = withPlace(withPlace([place('1')], place('2')), place('1', 9))
    expect(list.map(({ uscc, at }) => [uscc, at])).toEqual([['1', 9], ['2', 1]])
    expect(withoutPlace(list, '1').map(({ uscc }) => uscc)).toEqual(['2'])
  })

  it('is full one day, and then loses nothing unseen', () => {
    const full = Array.from({ length: LIMIT }, (_, i) => place(String(i)))
    expect(withPlace(full, place('new'))).toEqual(full)
    expect(withPlace(full, place('7', 9))[0]?.at).toBe(9)
  })

  it('takes one back where it stood', () => {
    const list = [place('1'), place('2'), place('3')]
    expect(backAt(withoutPlace(list, '2'), place('2'), 1)).toEqual(list)
  })
})

describe('saved shops', () => {
  it('stay on the phone over a restart, without a network', async () => {
    const first = await start()
    expect(first.savePlace(place('1'), 5)).toBe(true)
    expect(first.isSaved('1')).toBe(true)
    expect((await start()).saved.items.map(({ uscc, at }) => [uscc, at])).toEqual([['1', 5]])
  })

  it('come back with undo, once and to their place', async () => {
    const now = await start()
    for (const uscc of ['1', '2', '3']) now.savePlace(place(uscc))
    now.removePlace('2')
    expect(now.isSaved('2')).toBe(false)
    now.undoRemove()
    now.undoRemove()
    expect(now.saved.items.map(({ uscc }) => uscc)).toEqual(['3', '2', '1'])
    now.removePlace('unknown')
    expect(now.saved.removed).toBeNull()
  })

  it('refuse one more when full, and say so', async () => {
    const now = await start()
    for (let i = 0; i < LIMIT; i += 1) now.savePlace(place(String(i)))
    expect(now.savePlace(place('new'))).toBe(false)
    expect(now.savePlace(place('0'))).toBe(true)
  })

  it.each(['{', '5', '[null,{},{"uscc":"1","name":"x","lng":"a","lat":2}]'])('are none when what is kept is damaged: %s', async (text) => {
    kept.set('map.saved', text)
    expect((await start()).saved.items).toEqual([])
  })

  it('follow another tab and "forget all"', async () => {
    const now = await start()
    now.savePlace(place('1'))
    now.addSearch('牦牛')
    now.setTianditu(true)
    kept.clear()
    for (const listener of listeners) listener({ key: null })
    expect([now.saved.items, now.searches.items, now.layer.tianditu]).toEqual([[], [], false])
  })

  it('live until the page closes where the browser refuses storage', async () => {
    vi.stubGlobal('localStorage', { getItem: () => { throw new Error('denied') }, setItem: () => { throw new Error('denied') } })
    const now = await start()
    expect(now.savePlace(place('1'))).toBe(true)
    expect(now.isSaved('1')).toBe(true)
  })
})

describe('searches', () => {
  it('are kept newest first, eight at most, and erased one by one or all', async () => {
    const now = await start()
    for (let i = 0; i < 10; i += 1) now.addSearch(` q${i} `)
    now.addSearch('q5')
    now.addSearch('   ')
    expect(now.searches.items).toEqual(['q5', 'q9', 'q8', 'q7', 'q6', 'q4', 'q3', 'q2'])
    now.removeSearch('q9')
    expect((await start()).searches.items).not.toContain('q9')
    now.clearSearches()
    expect((await start()).searches.items).toEqual([])
  })
})
