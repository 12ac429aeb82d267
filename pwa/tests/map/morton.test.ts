import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { deinterleave, interleave, keyAt, LEVEL, metresBetween, placeOf, tileAt, tileRange, unproject } from '../../src/map/morton.ts'

const column = fc.integer({ min: 0, max: 2 ** LEVEL - 1 })
const XINING = { lng: 101.778, lat: 36.617 }

describe('morton keys', () => {
  it('go there and back', () => {
    fc.assert(fc.property(column, column, (x, y) => {
      expect(deinterleave(interleave(x, y))).toEqual([x, y])
    }))
  })

  it('hold x in the even bits', () => {
    expect([interleave(1, 0), interleave(0, 1), interleave(2 ** 21, 0), interleave(2 ** 22 - 1, 2 ** 22 - 1)]).toEqual([1, 2, 2 ** 42, 2 ** 44 - 1])
  })

  it('lie in the range of every tile around them, and at most five metres off', () => {
    const place = fc.record({ lng: fc.double({ min: 89, max: 103.1, noNaN: true }), lat: fc.double({ min: 31, max: 39.3, noNaN: true }) })
    fc.assert(fc.property(place, fc.integer({ min: 0, max: LEVEL }), (at, z) => {
      const [first, after] = tileRange(tileAt(at, z))
      const key = keyAt(at)
      expect(key >= first && key < after).toBe(true)
      expect(metresBetween(at, placeOf(key))).toBeLessThan(6)
    }))
  })

  it('knows the distance between places', () => {
    expect(metresBetween(XINING, { lng: 94.903, lat: 36.406 })).toBeCloseTo(614_900, -3)
    expect(unproject(0, 0, 0).lng).toBe(-180)
  })
})
