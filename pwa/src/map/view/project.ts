/** Where things are drawn. World units: the whole earth is a square of 256, as a tile at zoom 0. */
import { project as toTile, unproject as fromTile } from '../morton.ts'
import type { Box, LngLat } from '../source.ts'

export interface Spot { x: number; y: number }

export const WORLD = 256
/** The province with a little air around it. */
export const PROVINCE: Box = [89.35, 31.55, 103.12, 39.25]

export function project(at: LngLat): Spot {
  const [x, y] = toTile(at, 0)
  return { x: x * WORLD, y: y * WORLD }
}

export const unproject = ({ x, y }: Spot): LngLat => fromTile(x / WORLD, y / WORLD, 0)

/** Ground metres of one screen pixel; Leaflet's own earth of 6,378,137 m. */
export function metresPerPixel(lat: number, zoom: number): number {
  return (2 * Math.PI * 6_378_137 * Math.cos((lat * Math.PI) / 180)) / (WORLD * 2 ** zoom)
}

/** Where world units fall on a canvas: `screen = world · scale − (x, y)`. */
export interface Camera { scale: number; x: number; y: number }

/** Between two cameras, as CSS moves a transformed layer from one to the other. */
export function between(from: Camera, to: Camera, part: number): Camera {
  const mix = (a: number, b: number): number => a + (b - a) * part
  return { scale: mix(from.scale, to.scale), x: mix(from.x, to.x), y: mix(from.y, to.y) }
}

/** How far Leaflet's zoom is at a moment: its `cubic-bezier(0, 0, .25, 1)`, solved by halving. */
export function eased(time: number): number {
  if (time <= 0) return 0
  if (time >= 1) return 1
  let low = 0
  let high = 1
  for (let i = 0; i < 18; i++) {
    const u = (low + high) / 2
    const x = 3 * (1 - u) * u * u * 0.25 + u ** 3
    if (x < time) low = u
    else high = u
  }
  const u = (low + high) / 2
  return 3 * (1 - u) * u * u + u ** 3
}
