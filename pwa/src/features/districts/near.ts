/** Districts around a phone. Its position never leaves it: the server hears a box rounded to tenths of a degree. */
import type { DistrictCard } from '../../parts/district/shapes.ts'

export interface Here {
  lng: number
  lat: number
}

const KILOMETRE_LAT = 1 / 111.2

/** `W,S,E,N` of at least `km` around, rounded outward to 0.1° (about 10 km), so that it tells little. */
export function boxAround({ lng, lat }: Here, km: number): string {
  const high = km * KILOMETRE_LAT
  const wide = high / Math.cos((lat * Math.PI) / 180)
  const down = (value: number): string => (Math.floor(value * 10) / 10).toFixed(1)
  const up = (value: number): string => (Math.ceil(value * 10) / 10).toFixed(1)
  return [down(lng - wide), down(lat - high), up(lng + wide), up(lat + high)].join(',')
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
