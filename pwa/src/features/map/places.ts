/** Where the counties' seats are, from the base map. */
import { feature } from 'topojson-client'
import type { GroundData } from '../../map/view/ground.ts'
import type { LngLat } from '../../map/source.ts'

export function seatOf(data: GroundData, code: string): LngLat | null {
  const found = feature(data, data.objects.seat).features.find(({ properties }) => properties.code === code)
  if (found?.geometry.type !== 'Point') return null
  const [lng, lat] = found.geometry.coordinates
  return { lng: lng as number, lat: lat as number }
}
