/**
 * WGS-84 to GCJ-02, as maps of mainland vendors are drawn. Twin of `places/datum.py`: the public algorithm
 * that gcoord (MIT) has too; the tests hold it to gcoord, whose other datums would be a twentieth of the map.
 */
import type { LngLat } from './source.ts'

const AXIS = 6_378_245
const ECCENTRICITY = 0.00669342162296594323
// The vendors shift nothing outside of this.
const [WEST, SOUTH, EAST, NORTH] = [72.004, 0.8293, 137.8347, 55.8271]

type Wave = [size: number, length: number]
const EAST_WAVES: Wave[] = [[20, 1 / 6], [20, 1 / 2], [20, 1], [40, 3], [150, 12], [300, 30]]
const NORTH_WAVES: [x: Wave[], y: Wave[]] = [[[20, 1 / 6], [20, 1 / 2]], [[20, 1], [40, 3], [160, 12], [320, 30]]]

/** Unmoved outside China. */
export function toGcj02({ lng, lat }: LngLat): LngLat {
  if (lng < WEST || lng > EAST || lat < SOUTH || lat > NORTH) return { lng, lat }
  const [x, y] = [lng - 105, lat - 35]
  const angle = (lat * Math.PI) / 180
  const magic = 1 - ECCENTRICITY * Math.sin(angle) ** 2
  const root = Math.sqrt(Math.abs(x))
  const up = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves(x, NORTH_WAVES[0]) + waves(y, NORTH_WAVES[1])
  const right = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves(x, EAST_WAVES)
  return {
    lng: lng + (right * 180) / ((AXIS / Math.sqrt(magic)) * Math.cos(angle) * Math.PI),
    lat: lat + (up * 180) / (((AXIS * (1 - ECCENTRICITY)) / magic ** 1.5) * Math.PI),
  }
}

const waves = (value: number, parts: readonly Wave[]): number => (parts.reduce((sum, [size, length]) => sum + size * Math.sin((value * Math.PI) / length), 0) * 2) / 3
