/**
 * Places along the Morton curve: every tile of the map is one unbroken range of it.
 *
 * Web Mercator at level 22 (about eight metres here); a key has 44 bits, x in the even ones, so a
 * double holds it exactly. Twin of `backend/credit/map/morton.py`.
 */
import type { LngLat, Tile } from './source.ts'

export const LEVEL = 22
const SIDE = 2 ** LEVEL
const HALF_BITS = 11
const MAX_LAT = 85.05
const EARTH = 6_371_008.8

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Eleven bits, each followed by a zero. */
function spread(value: number): number {
  let bits = value & 0x7ff
  bits = (bits | (bits << 8)) & 0x00ff00ff
  bits = (bits | (bits << 4)) & 0x0f0f0f0f
  bits = (bits | (bits << 2)) & 0x33333333
  return (bits | (bits << 1)) & 0x55555555
}

/** Every second bit of 22. */
function gather(value: number): number {
  let bits = value & 0x55555555
  bits = (bits | (bits >>> 1)) & 0x33333333
  bits = (bits | (bits >>> 2)) & 0x0f0f0f0f
  bits = (bits | (bits >>> 4)) & 0x00ff00ff
  return (bits | (bits >>> 8)) & 0x7ff
}

/** Bits of x in the even places, of y in the odd ones; both below 2²². */
export function interleave(x: number, y: number): number {
  const low = spread(x) | (spread(y) << 1)
  const high = spread(x >> HALF_BITS) | (spread(y >> HALF_BITS) << 1)
  return high * SIDE + low
}

/** Column and row of a key of level 22. */
export function deinterleave(key: number): [number, number] {
  const high = Math.floor(key / SIDE)
  const low = key - high * SIDE
  return [(gather(high) << HALF_BITS) | gather(low), (gather(high >>> 1) << HALF_BITS) | gather(low >>> 1)]
}

/** Column and row of a place at a level, with its part within the tile: 3.25 is a quarter into tile 3. */
export function project({ lng, lat }: LngLat, z: number): [number, number] {
  const sine = Math.sin(radians(Math.max(-MAX_LAT, Math.min(MAX_LAT, lat))))
  const side = 2 ** z
  return [((lng + 180) / 360) * side, (0.5 - Math.atanh(sine) / (2 * Math.PI)) * side]
}

/** The place of a column and row at a level; of whole numbers the north-west corner of the tile. */
export function unproject(x: number, y: number, z: number): LngLat {
  const side = 2 ** z
  const lat = Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / side)))
  return { lng: (x / side) * 360 - 180, lat: (lat * 180) / Math.PI }
}

/** The tile around a place. */
export function tileAt(at: LngLat, z: number): Tile {
  const [x, y] = project(at, z)
  const last = 2 ** z - 1
  const inside = (value: number): number => Math.max(0, Math.min(last, Math.floor(value)))
  return { z, x: inside(x), y: inside(y) }
}

export function keyAt(at: LngLat): number {
  const { x, y } = tileAt(at, LEVEL)
  return interleave(x, y)
}

/** The middle of a key's cell. */
export function placeOf(key: number): LngLat {
  const [x, y] = deinterleave(key)
  return unproject(x + 0.5, y + 0.5, LEVEL)
}

/** First key of a tile, and the first one after it; below level 22 the ranges are empty or one key. */
export function tileRange({ z, x, y }: Tile): [number, number] {
  if (z > LEVEL) return [interleave(x >> (z - LEVEL), y >> (z - LEVEL)), interleave(x >> (z - LEVEL), y >> (z - LEVEL)) + 1]
  const width = 4 ** (LEVEL - z)
  const first = interleave(x, y) * width
  return [first, first + width]
}

/** Metres along the sphere (haversine). */
export function metresBetween(from: LngLat, to: LngLat): number {
  const half =
    Math.sin(radians(to.lat - from.lat) / 2) ** 2 +
    Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(radians(to.lng - from.lng) / 2) ** 2
  return 2 * EARTH * Math.asin(Math.sqrt(half))
}
