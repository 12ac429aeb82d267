/** The counties of today by code, and in which one a place lies. */
import { feature } from 'topojson-client'
import type { LngLat } from '../../../map/source.ts'
import type { GroundData } from '../../../map/view/ground.ts'
import { PREFECTURES } from '../../../parts/district/counties.ts'

export interface NamedCounty { adcode: string; name: string; region: string }

const COUNTIES = new Map(PREFECTURES.flatMap(({ name: region, counties }) => counties.map(([adcode, name]): [string, NamedCounty] => [adcode, { adcode, name, region }])))

export const countyOf = (adcode: string): NamedCounty => COUNTIES.get(adcode) ?? { adcode, name: adcode, region: '' }

type Ring = number[][]

/** The code of the county around a place, null outside the province. */
export function countyAt(data: GroundData, at: LngLat): string | null {
  for (const { geometry, properties } of feature(data, data.objects.county).features) {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : []
    if (polygons.some((rings) => isInside(rings, at))) return properties.code ?? null
  }
  return null
}

/** Crossings of all rings at once: holes take themselves out. */
function isInside(rings: Ring[], { lng, lat }: LngLat): boolean {
  let inside = false
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const [[x1, y1], [x2, y2]] = [ring[i - 1], ring[i]] as [[number, number], [number, number]]
      if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside
    }
  }
  return inside
}
