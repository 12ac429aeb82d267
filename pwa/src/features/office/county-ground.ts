/** A county's own polygon out of the base map, to aim at it or to draw it. */
import { feature } from 'topojson-client'
import type { MultiPolygon, Polygon } from 'geojson'
import { groundData } from '../../map/view/ground.ts'

export interface CountyGround {
  shape: Polygon | MultiPolygon
  /** West, south, east, north. */
  box: [number, number, number, number]
}

/** Null when the base map has no such county; throws what the network throws. */
export async function countyGround(code: string): Promise<CountyGround | null> {
  const data = await groundData()
  const shape = feature(data, data.objects.county).features.find((one) => one.properties.code === code)?.geometry
  return shape?.type === 'Polygon' || shape?.type === 'MultiPolygon' ? { shape, box: boxOf(shape) } : null
}

function boxOf(shape: Polygon | MultiPolygon): CountyGround['box'] {
  const rings = shape.type === 'Polygon' ? shape.coordinates.slice(0, 1) : shape.coordinates.map((part) => part[0]!)
  const box: CountyGround['box'] = [180, 90, -180, -90]
  for (const [lng, lat] of rings.flat() as [number, number][]) {
    box[0] = Math.min(box[0], lng)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lng)
    box[3] = Math.max(box[3], lat)
  }
  return box
}
