import type { DistrictCard, Point, Polygon } from './shapes.ts'

/** The outer ring without the point that closes it again. */
export function openRing(boundary: Polygon | null | undefined): Point[] {
  const ring = boundary?.coordinates[0] ?? []
  const first = ring[0]
  const last = ring[ring.length - 1]
  return first && last && ring.length > 1 && first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : [...ring]
}

/** As GeoJSON, closed and counter-clockwise (RFC 7946 §3.1.6); null under three points. `holes` stay as they came. */
export function asPolygon(ring: readonly Point[], holes: readonly Point[][] = []): Polygon | null {
  if (ring.length < 3) return null
  const turned = doubleArea(ring) < 0 ? [...ring].reverse() : [...ring]
  return { type: 'Polygon', coordinates: [[...turned, turned[0]!], ...holes] }
}

/** Twice the signed area in square degrees: positive when counter-clockwise. */
export function doubleArea(ring: readonly Point[]): number {
  return ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!
    return sum + x * nextY - nextX * y
  }, 0)
}

const PIXELS = 260
const NEAREST = 17

/** The map with this district open and in view: `at` is longitude, latitude, zoom. */
export function onMap({ code, lng, lat, bbox }: Pick<DistrictCard, 'code' | 'lng' | 'lat' | 'bbox'>): string {
  const span = Math.max(bbox[2] - bbox[0], (bbox[3] - bbox[1]) * 1.25, 1e-6)
  const zoom = Math.min(NEAREST, Math.log2((360 * PIXELS) / (256 * span)))
  return `/map?at=${lng},${lat},${zoom.toFixed(1)}&d=${code}`
}

/** An SVG path of a boundary in a box of `size`, north up, as wide and high as on the ground. */
export function outline(boundary: Polygon, size: number, margin = 4): string {
  const ring = openRing(boundary)
  if (ring.length < 3) return ''
  const lngs = ring.map((one) => one[0])
  const lats = ring.map((one) => one[1])
  const [west, east, south, north] = [Math.min(...lngs), Math.max(...lngs), Math.min(...lats), Math.max(...lats)]
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = (size - 2 * margin) / Math.max((east - west) * narrow, north - south, 1e-9)
  const left = (size - (east - west) * narrow * scale) / 2
  const top = (size - (north - south) * scale) / 2
  const at = ([lng, lat]: Point): string => `${(left + (lng - west) * narrow * scale).toFixed(1)} ${(top + (north - lat) * scale).toFixed(1)}`
  return `M${ring.map(at).join('L')}Z`
}
