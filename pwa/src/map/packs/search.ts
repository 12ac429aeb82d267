/** Search in the packs of this phone: by name, initials, street, trade, code; ranked as the server ranks. Pure. */
import { metresBetween } from '../morton.ts'
import type { DistrictCard, Hit, LngLat } from '../source.ts'
import { HIDDEN, type County } from './county.ts'
import type { View } from './counting.ts'
import { byOrder, orderOf, rate, wordsOf, type Quality } from './ranking.ts'

const MAX_AREAS = 3

interface Ranked { key: [number, number, string]; hit: () => Hit }

export function searchPacks(views: readonly View[], typed: string, at: LngLat | null, limit: number): Hit[] {
  const words = wordsOf(typed)
  if (!words.length) return []
  const counties = views.map(({ county }) => county)
  const areas = [...districtsOf(words, counties), ...countiesOf(words, counties)]
  const hits = views.flatMap((view) => merchantsOf(view, words, at))
  return [...areas, ...hits].sort((one, other) => byOrder(one.key, other.key)).slice(0, limit).map(({ hit }) => hit())
}

function merchantsOf({ county, classes }: View, words: readonly string[], at: LngLat | null): Ranked[] {
  const found: Ranked[] = []
  for (const [row, [uscc, name]] of county.rows.entries()) {
    if (classes[row] === HIDDEN) continue
    const quality = rate(words, county.textsOf(row))
    if (!quality) continue
    const metres = at && metresBetween(at, county.placeOf(row))
    found.push({ key: orderOf(quality.points, metres, name, uscc), hit: () => merchant(county, row, quality, metres) })
  }
  return found
}

function merchant(county: County, row: number, { match }: Quality, metres: number | null): Hit {
  const point = county.point(row)
  const { uscc: code, name, trade, address: detail, grade, gradeWord, lng, lat, precision, demo } = point
  return { kind: 'merchant', code, name, detail, trade, grade, gradeWord, lng, lat, precision, match, demo, metres: toTen(metres), point }
}

function districtsOf(words: readonly string[], counties: readonly County[]): Ranked[] {
  const whole = words.join('')
  const found = counties.flatMap(({ kept }) => kept.districts).flatMap((card) => {
    const quality = rate([whole], { names: [card.name.toLowerCase()], code: card.code })
    return quality ? [{ key: orderOf(quality.points, null, card.name, card.code), hit: () => district(card, quality) }] : []
  })
  return found.sort((one, other) => byOrder(one.key, other.key)).slice(0, MAX_AREAS)
}

function district({ code, name, divisionName, kindName, grade, gradeWord, lng, lat, demo }: DistrictCard, { match }: Quality): Hit {
  return { kind: 'district', code, name, detail: `${divisionName} · ${kindName}`, grade, gradeWord, lng, lat, match, demo, metres: null }
}

/** Of divisions only those that are here: elsewhere there is nothing to show. */
function countiesOf(words: readonly string[], counties: readonly County[]): Ranked[] {
  return counties.flatMap((county) => {
    const { adcode: code, name, region: detail } = county.kept
    const quality = county.rows.length ? rate([words.join('')], { names: [name], code }) : null
    if (!quality) return []
    // Where most of its shops are, roughly: the middle one along the curve.
    const { lng, lat } = county.placeOf(county.rows.length >> 1)
    return [{ key: orderOf(quality.points, null, name, code), hit: (): Hit => ({ kind: 'division', code, name, detail, lng, lat, match: quality.match, demo: false, metres: null }) }]
  })
}

const toTen = (metres: number | null): number | null => (metres === null ? null : Math.round(metres / 10) * 10)
