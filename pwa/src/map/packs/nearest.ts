/** Who is near a place, nearest first: rings of growing radius. Twin of `backend/credit/map/nearest.py`. */
import { LEVEL, metresBetween, project } from '../morton.ts'
import type { LngLat } from '../source.ts'
import type { NameRow } from './format.ts'
import type { View } from './counting.ts'

const AROUND = 40_075_016.7
const FIRST_RING = 250

export interface Found { view: View; row: number; metres: number }

export function nearest(views: readonly View[], at: LngLat, radius: number, limit: number): Found[] {
  for (let ring = Math.min(FIRST_RING, radius); ; ring = Math.min(ring * 3, radius)) {
    const found = within(views, at, ring)
    if (found.length >= limit || ring >= radius) return found.sort(byDistance).slice(0, limit)
  }
}

const codeOf = ({ view, row }: Found): string => (view.county.rows[row] as NameRow)[0]
const byDistance = (one: Found, other: Found): number => one.metres - other.metres || (codeOf(one) < codeOf(other) ? -1 : 1)

/** The nine tiles around, a tile being at least as wide as the radius. */
function within(views: readonly View[], at: LngLat, radius: number): Found[] {
  const width = AROUND * Math.cos((Math.min(Math.abs(at.lat) + 1, 85) * Math.PI) / 180)
  const z = Math.max(0, Math.min(LEVEL, Math.floor(Math.log2(width / radius))))
  const [x, y] = project(at, z).map(Math.floor) as [number, number]
  const last = 2 ** z - 1
  const found: Found[] = []
  for (let column = Math.max(0, x - 1); column <= Math.min(last, x + 1); column += 1) {
    for (let line = Math.max(0, y - 1); line <= Math.min(last, y + 1); line += 1) {
      for (const view of views) {
        for (const row of view.rowsIn({ z, x: column, y: line })) {
          const metres = metresBetween(at, view.county.placeOf(row))
          if (metres <= radius) found.push({ view, row, metres })
        }
      }
    }
  }
  return found
}
