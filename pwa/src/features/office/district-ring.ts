/** Drawing a boundary: pure steps on an open ring of WGS-84 points, and what is plainly wrong with it. */
import { doubleArea, openRing } from '../../parts/district/outline.ts'
import type { Point } from '../../parts/district/shapes.ts'

/** The server takes 500 vertices, the one that closes the ring among them. */
export const MOST_POINTS = 499
const METRES_A_DEGREE = 111_195

/** Six decimals are 11 cm: finer is noise. */
export const tidy = (value: number): number => Math.round(value * 1e6) / 1e6

/** A new point after position `at`; at the end when `at` is the last. */
export const insertAfter = (ring: readonly Point[], at: number, point: Point): Point[] => [...ring.slice(0, at + 1), round(point), ...ring.slice(at + 1)]

export const movePoint = (ring: readonly Point[], at: number, point: Point): Point[] => ring.map((one, i) => (i === at ? round(point) : one))

export const dropPoint = (ring: readonly Point[], at: number): Point[] => ring.filter((_, i) => i !== at)

export const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]

const round = ([lng, lat]: Point): Point => [tidy(lng), tidy(lat)]

/** Hectares (公顷) on a sphere, near enough for a district: under 0.5 % off. */
export function hectares(ring: readonly Point[]): number {
  if (ring.length < 3) return 0
  const [lng, lat] = ring[0]!
  const narrow = Math.cos((lat * Math.PI) / 180)
  const flat = ring.map(([x, y]): Point => [(x - lng) * narrow * METRES_A_DEGREE, (y - lat) * METRES_A_DEGREE])
  return Math.abs(doubleArea(flat)) / 2 / 10_000
}

/** Where two sides cross, and which; the server decides, this shows it while the finger still draws. */
export interface Crossing {
  at: Point
  /** Each side by the number of its first point. */
  sides: [number, number]
}

/** All crossings of sides that are no neighbours; at most `most`, so that a scribble stays cheap. */
export function crossings(ring: readonly Point[], most = 20): Crossing[] {
  const found: Crossing[] = []
  const count = ring.length
  for (let i = 0; i < count && found.length < most; i += 1) {
    for (let j = i + 2; j < count && found.length < most; j += 1) {
      if (i === 0 && j === count - 1) continue
      const at = crossing(ring[i]!, ring[i + 1]!, ring[j]!, ring[(j + 1) % count]!)
      if (at) found.push({ at, sides: [i, j] })
    }
  }
  return found
}

function crossing(a: Point, b: Point, c: Point, d: Point): Point | null {
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]]
  const cross = rx * sy - ry * sx
  if (cross === 0) return null
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? round([a[0] + t * rx, a[1] + t * ry]) : null
}

/** Whether a point lies in the ring (even-odd rule); exactly on the edge is the server's to say. */
export function isInside(ring: readonly Point[], [x, y]: Point): boolean {
  let inside = false
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length]!
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  })
  return inside
}

export type PasteFault = 'json' | 'kind' | 'holes' | 'few' | 'many' | 'numbers' | 'swapped'

/**
 * A boundary from pasted GeoJSON: a Polygon, a Feature or a collection of one, or a bare list of points.
 * Never corrected in silence: swapped axes are named and left to the officer.
 */
export function readGeoJson(text: string): { ring: Point[] } | { fault: PasteFault } {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    return { fault: 'json' }
  }
  const rings = ringsOf(found)
  if (!rings) return { fault: 'kind' }
  if (rings.length > 1) return { fault: 'holes' }
  return checkRing(rings[0])
}

function ringsOf(found: unknown): unknown[] | null {
  if (Array.isArray(found)) return [found]
  const one = found as { type?: string; geometry?: unknown; features?: unknown[]; coordinates?: unknown } | null
  if (one?.type === 'Feature') return ringsOf(one.geometry)
  if (one?.type === 'FeatureCollection' && one.features?.length === 1) return ringsOf(one.features[0])
  const rings = one?.coordinates
  if (one?.type === 'MultiPolygon' && Array.isArray(rings) && rings.length === 1) return rings[0] as unknown[]
  return one?.type === 'Polygon' && Array.isArray(rings) && rings.length ? rings : null
}

function checkRing(ring: unknown): { ring: Point[] } | { fault: PasteFault } {
  if (!Array.isArray(ring) || !ring.every(isPair)) return { fault: 'numbers' }
  const points = openRing({ type: 'Polygon', coordinates: [ring] }).map(round)
  if (points.length < 3) return { fault: 'few' }
  if (points.length > MOST_POINTS) return { fault: 'many' }
  return points.every(([x, y]) => x < 60 && y > 60) ? { fault: 'swapped' } : { ring: points }
}

const isPair = (one: unknown): one is Point =>
  Array.isArray(one) && one.length >= 2 && one.slice(0, 2).every((value) => typeof value === 'number' && Number.isFinite(value)) && Math.abs(one[0] as number) <= 180 && Math.abs(one[1] as number) <= 180
