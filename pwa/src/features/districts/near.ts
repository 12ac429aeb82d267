/** Districts around a phone. Its position never leaves it: the server hears a box around a cell of 0.1°. */
import type { DistrictCard } from '../../parts/district/shapes.ts'

export interface Here {
  lng: number
  lat: number
}

const KILOMETRE_LAT = 1 / 111.2

/**
 * `W,S,E,N` of at least `km` around the whole cell of 0.1° (about 10 km) that the phone is in: all in
 * one cell ask the same. Rounding the box's sides one by one would tell more than the cell.
 */
export function boxAround({ lng, lat }: Here, km: number): string {
  const [column, row] = [Math.floor(lng * 10), Math.floor(lat * 10)]
  const high = km * KILOMETRE_LAT
  const wide = high / Math.cos((((row + 1) / 10) * Math.PI) / 180)
  return [column / 10 - wide, row / 10 - high, (column + 1) / 10 + wide, (row + 1) / 10 + high].map((one) => one.toFixed(2)).join(',')
}

export function metresTo(here: Here, { lng, lat }: Here): number {
  const narrow = Math.cos((((here.lat + lat) / 2) * Math.PI) / 180)
  return Math.hypot((lng - here.lng) * narrow, lat - here.lat) * 111_195
}

export const byDistance = (cards: readonly DistrictCard[], here: Here): DistrictCard[] =>
  [...cards].sort((a, b) => metresTo(here, a) - metresTo(here, b))

/** A position as good as the phone has at once; it is used here and forgotten with the page. */
export const findHere = (): Promise<Here> =>
  new Promise((resolve, reject) => {
    if (!navigator.geolocation) return reject(new Error('no geolocation'))
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve({ lng: coords.longitude, lat: coords.latitude }), reject, { timeout: 10_000, maximumAge: 300_000 })
  })
