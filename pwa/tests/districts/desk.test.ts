import { describe, expect, it } from 'vitest'
import { boxAround, byDistance, metresTo } from '../../src/features/districts/near.ts'
import { differing } from '../../src/features/office/district-conflict.ts'
import { draftOf, emptyForm, formOf } from '../../src/features/office/district-draft.ts'
import { ALLOWED, dayIn, whyNot } from '../../src/features/office/district-review.ts'
import { PREFECTURES } from '../../src/parts/district/counties.ts'
import type { DistrictCard, DistrictPage, Point } from '../../src/parts/district/shapes.ts'

const RING: Point[] = [[101.77, 36.62], [101.78, 36.62], [101.78, 36.63]]
const HOLE: Point[] = [[101.776, 36.622], [101.777, 36.622], [101.777, 36.623], [101.776, 36.622]]
const district = {
  name: '虎台', kind: 'market', division: '630104', introduction: '', manager: '某处', managerContact: '', revision: 4,
  boundary: { type: 'Polygon', coordinates: [[...RING, RING[0]], HOLE] },
  rules: { entry: [], exit: [], values: emptyForm().rules },
} as unknown as DistrictPage

describe('a position on the phone', () => {
  const here = { lng: 101.7712, lat: 36.6234 }

  it('is told only as a box around its cell of 0.1° that holds the distance asked for', () => {
    const [west, south, east, north] = boxAround(here, 100).split(',').map(Number) as [number, number, number, number]
    expect(boxAround(here, 100)).toBe(boxAround({ lng: 101.7001, lat: 36.6999 }, 100))
    expect(metresTo(here, { lng: west, lat: here.lat })).toBeGreaterThan(99_000)
    expect(metresTo(here, { lng: east, lat: here.lat })).toBeGreaterThan(99_000)
    expect(Math.min(here.lat - south, north - here.lat) * 111.2).toBeGreaterThan(99)
  })

  it('orders districts by distance', () => {
    const cards = [{ code: 'far', lng: 102, lat: 36.6 }, { code: 'near', lng: 101.78, lat: 36.62 }] as DistrictCard[]
    expect(byDistance(cards, here).map((one) => one.code)).toEqual(['near', 'far'])
  })
})

describe('a form', () => {
  it('sends what it was opened with, holes too', () => {
    expect(draftOf(formOf(district))?.boundary).toEqual(district.boundary)
    expect(draftOf(emptyForm())).toBeNull()
  })

  it('names the fields in which two versions differ', () => {
    const mine = { ...formOf(district), name: '虎台街区', reason: '改名' }
    const theirs = { ...formOf(district), ring: RING.slice(1), revision: 5 }
    expect(differing(mine, theirs).sort()).toEqual(['name', 'ring'])
  })
})

describe('a review', () => {
  it('names nothing without a charter and raises only A and B', () => {
    expect(whyNot('named', { charter: null, grade: 'A' })).toBe('charter')
    expect(whyNot('raised', { charter: null, grade: 'C' })).toBe('grade')
    expect(whyNot('raised', { charter: null, grade: 'B' })).toBe('')
    expect(ALLOWED.struck_off).toEqual([])
  })

  it('counts its days over the end of a year', () => {
    expect(dayIn('2026-12-20', 15)).toBe('2027-01-04')
  })
})

describe('the counties', () => {
  it('are 45 in 8 prefectures, with the codes of their prefecture', () => {
    const all = PREFECTURES.flatMap((one) => one.counties)
    expect([PREFECTURES.length, all.length]).toEqual([8, 45])
    expect(all).toContainEqual(['632857', '大柴旦行政委员会'])
    for (const one of PREFECTURES) for (const [code] of one.counties) expect(code.slice(0, 4)).toBe(one.code.slice(0, 4))
  })
})
