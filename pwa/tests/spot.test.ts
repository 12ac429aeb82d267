import { describe, expect, it } from 'vitest'
import { districtAt, isSwapped, readPair, scaleBar } from '../src/features/merchant/spot.ts'
import type { DistrictCard } from '../src/parts/district/shapes.ts'

describe('readPair', () => {
  it.each(['101.742,36.632', '101.742 36.632', ' 101.742，36.632 ', '101.742°, 36.632°'])('reads %s', (text) => {
    expect(readPair(text)).toEqual({ lng: 101.742, lat: 36.632 })
  })
  it.each(['101.742', '', 'a,b', '101.742,36.632,3', '999,36'])('refuses %j', (text) => {
    expect(readPair(text)).toBeNull()
  })
})

it('notices a pair the wrong way round', () => {
  expect(isSwapped({ lng: 36.632, lat: 101.742 })).toBe(true)
  expect(isSwapped({ lng: 101.742, lat: 36.632 })).toBe(false)
})

it('knows the district under the pin', () => {
  const ring = [[0, 0], [2, 0], [2, 2], [1, 1], [0, 2], [0, 0]]
  const card = { boundary: { type: 'Polygon', coordinates: [ring] } } as unknown as DistrictCard
  expect(districtAt({ lng: 0.5, lat: 0.5 }, [card])).toBe(card)
  expect(districtAt({ lng: 1, lat: 1.5 }, [card])).toBeNull()
})

it('draws a scale bar of round metres', () => {
  expect(scaleBar(1)).toEqual({ metres: 50, pixels: 50 })
  expect(scaleBar(0.5)).toEqual({ metres: 20, pixels: 40 })
  expect(scaleBar(300)).toEqual({ metres: 20_000, pixels: 67 })
})
