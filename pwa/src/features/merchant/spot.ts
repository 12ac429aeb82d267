/** What is typed or measured on the way to a pin. Pure. */
import type { DistrictCard } from '../../parts/district/shapes.ts'
import type { Spot } from './place-calls.ts'

/** Two numbers as people paste them, `101.742,36.632`; null for anything else. */
export function readPair(text: string): Spot | null {
  const numbers = text.replace(/[，、;；°]/g, ' ').split(/[\s,]+/).filter(Boolean)
  if (numbers.length !== 2) return null
  const [lng, lat] = numbers.map(Number) as [number, number]
  return isSpot({ lng, lat }) ? { lng, lat } : null
}

export const isSpot = ({ lng, lat }: Spot): boolean => Number.isFinite(lng) && Number.isFinite(lat) && Math.abs(lng) <= 180 && Math.abs(lat) <= 180

/** Latitude where longitude belongs: Qinghai lies at 89–104 east, 31–40 north. */
export const isSwapped = ({ lng, lat }: Spot): boolean => lng > 30 && lng < 41 && lat > 88 && lat < 105

/** The district that a place lies in, if any of them. */
export function districtAt(at: Spot, districts: readonly DistrictCard[]): DistrictCard | null {
  return districts.find(({ boundary }) => isInside(at, boundary.coordinates[0] ?? [])) ?? null
}

function isInside({ lng, lat }: Spot, ring: readonly (readonly [number, number])[]): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[j]!
    if (ay > lat !== by > lat && lng < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

const LENGTHS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]

/** A scale bar of at most `room` pixels: round metres, and how long that is. */
export function scaleBar(metresAPixel: number, room = 90): { metres: number; pixels: number } {
  const metres = LENGTHS.filter((length) => length / metresAPixel <= room).pop() ?? 5
  return { metres, pixels: Math.round(metres / metresAPixel) }
}
