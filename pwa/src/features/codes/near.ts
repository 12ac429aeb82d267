/**
 * Is the person where this shop is registered? Reckoned on the phone with a position rounded to about
 * 100 m; it is neither sent nor kept. A rough registered place allows only a rough answer.
 */
export interface Place {
  lng: number
  lat: number
  /** exact, street or county; a word that we do not know counts as the roughest. */
  precision: string
}

interface Fix {
  lng: number
  lat: number
  /** Metres, as the phone itself says. */
  accuracy: number
}

export type Nearness = { kind: 'fits' | 'far' | 'coarse'; metres: number } | { kind: 'vague'; metres: number }

const EARTH_M = 6_371_008
const SLACK_M = new Map([['exact', 200], ['street', 1_000]])
const COUNTY_M = 40_000
// Some Chinese browsers answer in GCJ-02, which lies up to 600 m beside WGS-84.
const DATUM_M = 600
const VAGUE_M = 5_000

/** Three decimals are about 100 m: all that the question needs. */
export const roundFix = ({ lng, lat, accuracy }: Fix): Fix => ({ lng: round3(lng), lat: round3(lat), accuracy: Math.max(100, accuracy) })

const round3 = (degrees: number): number => Math.round(degrees * 1000) / 1000

/** Great-circle distance in metres (haversine). */
export function distance(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const rad = Math.PI / 180
  const half = (degrees: number): number => Math.sin((degrees * rad) / 2) ** 2
  const h = half(b.lat - a.lat) + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * half(b.lng - a.lng)
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

export function judgeNearness(place: Place, fix: Fix): Nearness {
  const metres = distance(place, fix)
  const known = SLACK_M.get(place.precision)
  const slack = (known ?? COUNTY_M) + DATUM_M + fix.accuracy
  if (metres > slack) return { kind: 'far', metres }
  if (known === undefined) return { kind: 'coarse', metres }
  return fix.accuracy > VAGUE_M ? { kind: 'vague', metres: fix.accuracy } : { kind: 'fits', metres }
}

/** `300 m`, `3.2 km`, `57 km`: no more digits than are known. */
export function roundDistance(metres: number): { n: number; unit: 'metres' | 'kilometres' } {
  if (metres < 950) return { n: Math.max(100, Math.round(metres / 100) * 100), unit: 'metres' }
  const km = metres / 1000
  return { n: km < 20 ? Math.round(km * 10) / 10 : Math.round(km), unit: 'kilometres' }
}

export type NoFix = 'denied' | 'unavailable'

/** Ask the phone once, only after a tap. */
export function askPosition(): Promise<Fix> {
  return new Promise((resolve, reject: (why: NoFix) => void) => {
    const place = navigator.geolocation as Geolocation | undefined
    if (!place) return reject('unavailable')
    place.getCurrentPosition(
      ({ coords }) => resolve(roundFix({ lng: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy })),
      (error) => reject(error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable'),
      { enableHighAccuracy: false, timeout: 10_000, maximumAge: 60_000 },
    )
  })
}
