import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crossings, dropPoint, hectares, insertAfter, isInside, MOST_POINTS, movePoint, readGeoJson } from '../../src/features/office/district-ring.ts'
import { begin, redo, step, undo } from '../../src/features/office/district-undo.ts'
import { asPolygon, onMap, openRing, outline } from '../../src/parts/district/outline.ts'
import { shares } from '../../src/parts/district/shares.ts'
import type { Point } from '../../src/parts/district/shapes.ts'

const SQUARE: Point[] = [[101.77, 36.62], [101.78, 36.62], [101.78, 36.63], [101.77, 36.63]]
const BOW: Point[] = [[101.77, 36.62], [101.78, 36.63], [101.78, 36.62], [101.77, 36.63]]

describe('a ring', () => {
  it('takes, moves and drops points, to six decimals', () => {
    expect(insertAfter(SQUARE, 3, [101.7712345678, 36.62])).toHaveLength(5)
    expect(insertAfter(SQUARE, 0, [101.7712345678, 36.62])[1]).toEqual([101.771235, 36.62])
    expect(movePoint(SQUARE, 1, [101.79, 36.6])[1]).toEqual([101.79, 36.6])
    expect(dropPoint(SQUARE, 0)).toEqual(SQUARE.slice(1))
  })

  it('becomes a closed polygon, counter-clockwise', () => {
    const closed = [...SQUARE, SQUARE[0]]
    expect(asPolygon(SQUARE)?.coordinates[0]).toEqual(closed)
    expect(openRing(asPolygon([...SQUARE].reverse())).map(String).sort()).toEqual(SQUARE.map(String).sort())
    expect(asPolygon([...SQUARE].reverse())?.coordinates[0]?.[1]).toEqual([101.78, 36.62])
    expect(asPolygon(SQUARE.slice(0, 2))).toBeNull()
  })

  it('knows its area: 892 m × 1112 m', () => {
    expect(hectares(SQUARE)).toBeGreaterThan(99)
    expect(hectares(SQUARE)).toBeLessThan(99.5)
  })

  it('says where its sides cross', () => {
    expect(crossings(SQUARE)).toEqual([])
    expect(crossings(BOW)).toEqual([{ at: [101.775, 36.625], sides: [0, 2] }])
  })

  it('knows who is inside, also in a hollow', () => {
    const hollow: Point[] = [[0, 0], [4, 0], [4, 4], [2, 1], [0, 4]]
    expect(isInside(SQUARE, [101.775, 36.625])).toBe(true)
    expect(isInside(SQUARE, [101.785, 36.625])).toBe(false)
    expect(isInside(hollow, [2, 3])).toBe(false)
    expect(isInside(hollow, [0.5, 3])).toBe(true)
  })

  it('bounds the work of a scribble', () => {
    const scribble = Array.from({ length: MOST_POINTS }, (_, i): Point => [101.77 + (i % 2) * 0.01, 36.62 + ((i * 7919) % 500) / 1e5])
    expect(crossings(scribble, 20)).toHaveLength(20)
  })
})

describe('pasted GeoJSON', () => {
  const polygon = asPolygon(SQUARE)
  it.each([
    ['a polygon', polygon],
    ['a feature', { type: 'Feature', geometry: polygon, properties: {} }],
    ['a collection of one', { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: polygon }] }],
    ['a multipolygon of one', { type: 'MultiPolygon', coordinates: [polygon?.coordinates] }],
    ['bare points', SQUARE],
  ])('is read as %s', (_, given) => {
    expect(readGeoJson(JSON.stringify(given))).toEqual({ ring: SQUARE })
  })

  it.each([
    ['json', '{'],
    ['kind', '{"type":"Point","coordinates":[101,36]}'],
    ['kind', 'null'],
    ['holes', JSON.stringify({ type: 'Polygon', coordinates: [SQUARE, SQUARE] })],
    ['few', JSON.stringify(SQUARE.slice(0, 2))],
    ['many', JSON.stringify(Array.from({ length: MOST_POINTS + 1 }, (_, i) => [101 + i / 1e4, 36]))],
    ['numbers', '[[1,"2"],[3,4],[5,6]]'],
    ['numbers', '[[1e400,36],[3,4],[5,6]]'],
    ['swapped', JSON.stringify(SQUARE.map(([x, y]) => [y, x]))],
  ])('is refused with its reason: %s', (fault, text) => {
    expect(readGeoJson(text)).toEqual({ fault })
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.json(), (text) => void readGeoJson(text)), { numRuns: 300 })
    fc.assert(fc.property(fc.string(), (text) => void readGeoJson(text)), { numRuns: 300 })
  })
})

describe('steps', () => {
  it('go back and on again; a new one forgets what was taken back', () => {
    const third = step(step(begin(1), 2), 3)
    expect(undo(undo(undo(third))).now).toBe(1)
    expect(redo(undo(third)).now).toBe(3)
    expect(redo(step(undo(third), 4)).now).toBe(4)
  })

  it('are at most a hundred', () => {
    let steps = begin(0)
    for (let i = 1; i < 300; i += 1) steps = step(steps, i)
    expect(steps.past.length).toBeLessThanOrEqual(100)
  })
})

describe('a link to the map', () => {
  it('zooms until the district fills a phone', () => {
    expect(onMap({ code: '630104001', lng: 101.74, lat: 36.63, bbox: [101.735, 36.628, 101.745, 36.632] })).toBe('/map?at=101.74,36.63,15.2&d=630104001')
    expect(onMap({ code: '630104001', lng: 101.74, lat: 36.63, bbox: [101.74, 36.63, 101.74, 36.63] })).toContain(',17.0&')
  })
})

describe('an outline', () => {
  it('fits its box', () => {
    const numbers = (outline(asPolygon(SQUARE)!, 100).match(/[\d.]+/g) ?? []).map(Number)
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(4)
    expect(Math.max(...numbers)).toBeLessThanOrEqual(96)
  })
})

describe('shares', () => {
  it('leave out grades without members and add up to 100', () => {
    expect(shares({ a: 1, b: 1, c: 1, d: 0, n: 0 }).map((one) => one.percent)).toEqual([34, 33, 33])
    const count = fc.nat(500)
    fc.assert(
      fc.property(fc.record({ a: count, b: count, c: count, d: count, n: count }), (counts) => {
        const parts = shares(counts)
        expect(parts.reduce((sum, one) => sum + one.percent, 0)).toBe(parts.length ? 100 : 0)
      }),
    )
  })
})
