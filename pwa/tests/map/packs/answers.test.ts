/** The phone answers from packs what the server answers from the same merchants. */
import { beforeAll, describe, expect, it } from 'vitest'
import { Packs } from '../../../src/map/packs/answers.ts'
import { isOpen, weekOf } from '../../../src/map/packs/hours.ts'
import { wordsOf } from '../../../src/map/packs/ranking.ts'
import type { DistrictCard } from '../../../src/map/source.ts'
import { AS_OF, at, keptPacks, vectors } from './vectors.ts'

const packs = new Packs()
const XINING = { lng: 101.778, lat: 36.617 }
const card = (code: string, name: string, west: number): DistrictCard => ({
  code, name, kind: 'walking_street', kindName: '步行街', division: '630104', divisionName: '西宁市城西区', status: 'named', statusName: '已命名',
  grade: 'A', gradeWord: '优', members: 3, gradeCounts: { a: 3, b: 0, c: 0, d: 0, n: 0 }, bbox: [west, 36.6, west + 0.01, 36.62],
  boundary: { type: 'Polygon', coordinates: [] }, revision: 1, perks: 0, events: 0, demo: true, lng: west, lat: 36.61,
})

beforeAll(async () => {
  for (const pack of await keptPacks()) packs.put({ ...pack, districts: pack.adcode === '630104' ? [card('630104001', '莫家街', 101.77), card('630104002', '唐道', 101.9)] : [] })
})

describe('as the server', () => {
  it.each(vectors.clusters)('counts the cells of %i/%i/%i under %j', (z, x, y, f, cells) => {
    const answer = packs.clusters({ z, x, y }, f)
    expect(answer.cells).toEqual(cells)
    expect(answer.total).toBe(cells.reduce((sum, cell) => sum + (cell[1] as number), 0))
    const points = packs.points({ z, x, y }, f)
    expect(points.total).toBe(answer.total)
    expect(points.points).toHaveLength(answer.total) // fewer than 400
  })

  it.each(vectors.facets)('counts what %j keeps', (f, found) => {
    expect(packs.facets(f)).toEqual({ ...found, version: 0 })
  })

  it.each(vectors.near)('finds the $limit nearest within $radius m', ({ radius, limit, at: place, found }) => {
    const near = packs.near(at(place) as typeof XINING, radius, '', limit)
    expect(near.map(({ uscc, metres }) => [uscc, metres])).toEqual(found)
  })

  it.each(vectors.search)('ranks what $q finds from $at', ({ q, at: place, found }) => {
    const hits = packs.search(q, at(place), '').filter(({ kind }) => kind === 'merchant')
    expect(hits.map(({ code, match }) => [code, match])).toEqual(found.slice(0, hits.length))
    expect(hits.length).toBeGreaterThanOrEqual(Math.min(found.length, 17))
  })

  it.each(vectors.words)('reads %j', (typed, words) => {
    expect(wordsOf(typed)).toEqual(words)
  })

  it.each(vectors.hours)('reads the hours $text', ({ text, week, open }) => {
    expect(weekOf(text)).toEqual(week)
    const slots = Array.from({ length: 7 * 96 }, (_, slot) => (isOpen(text, { weekday: Math.floor(slot / 96) + 1, minutes: (slot % 96) * 15 }) ? '1' : '0'))
    expect(slots.join('')).toBe(open)
  })
})

describe('besides', () => {
  it('tells a merchant whole: place, address with its county, promises, hours', () => {
    const [, pack] = vectors.packs
    const i = pack.rows.findIndex(([, , , , street, promises, district]) => street && promises && district)
    const row = pack.rows[i] as (typeof pack.rows)[number]
    const [hit] = packs.search(row[0], null, '')
    expect(hit?.point).toMatchObject({ uscc: row[0], name: row[1], trade: row[2], address: `西宁市城西区${row[4]}`, district: row[6] })
    expect(hit?.point?.districtName).toMatch(/示例街区/)
    expect(hit?.point?.kept).toMatchObject({ hours: row[7], asOf: AS_OF })
    expect(hit?.point?.kept?.promises).toHaveLength([...row[5].toString(2)].filter((bit) => bit === '1').length)
  })

  it('finds districts by name and by place, and the counties that are here', () => {
    expect(packs.search('莫家街', XINING, '')[0]).toMatchObject({ kind: 'district', code: '630104001', metres: null })
    expect(packs.search('城西区', null, '')[0]).toMatchObject({ kind: 'division', code: '630104', detail: '西宁市' })
    expect(packs.districts([101.76, 36.5, 101.78, 36.7]).map(({ code }) => code)).toEqual(['630104001'])
    expect(packs.search('   ', null, '')).toEqual([])
  })

  it('sums up what is here, and forgets what is removed', async () => {
    const both = packs.head()
    expect(both.merchants).toBe(vectors.packs[0].merchants + vectors.packs[1].merchants)
    expect(both.packs?.map(({ adcode, asOf }) => [adcode, asOf])).toEqual([['630103', AS_OF], ['630104', AS_OF]])
    expect(both.packs?.every(({ at: place }) => place && Math.abs(place.lng - XINING.lng) < 2)).toBe(true)
    const one = new Packs()
    for (const pack of await keptPacks()) one.put(pack)
    one.clusters({ z: 5, x: 25, y: 12 }, '')
    one.remove('630103')
    expect(one.head().merchants).toBe(vectors.packs[1].merchants)
    expect(one.facets('').total).toBe(vectors.packs[1].merchants)
    expect(new Packs().head()).toMatchObject({ version: 0, merchants: 0, packs: [] })
  })

  it('tells more than 400 at once as cells', async () => {
    const many = new Packs()
    for (const pack of await keptPacks()) many.put(pack)
    for (const [i, pack] of (await keptPacks()).entries()) many.put({ ...pack, adcode: `63010${i + 5}` })
    const tile = { z: 0, x: 0, y: 0 }
    const answer = many.points(tile, '')
    expect(answer.total).toBe(2 * packs.clusters(tile, '').total)
    expect(answer.total).toBeGreaterThan(400)
    expect(answer).toMatchObject({ points: [], cells: many.clusters(tile, '').cells })
  })
})
