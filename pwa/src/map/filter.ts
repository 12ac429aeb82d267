/**
 * What the map may be filtered by, as one short text: `g:AB;t:餐饮,民宿;c:no_reason_return`.
 *
 * Twin of `backend/credit/map/filters.py`: both pass `tests/vectors/map_filters.json`. The text is
 * part of addresses, so there is one way to write each filter.
 */
import type { Grade } from '../api/shapes.ts'

export const GRADES = 'ABCDN'
/** Bit n of a merchant's promises is the n-th. Twin of `marks.COMMITMENTS`. */
export const COMMITMENTS = [
  'quality_pledge', 'price_pledge', 'supply_pledge', 'no_reason_return',
  'advance_compensation', 'clear_price', 'no_holiday_markup', 'prepaid_card', 'food_safety',
  'guest_rights', 'no_forced_shopping', 'farm_produce', 'true_origin', 'fair_scale',
  'home_service', 'honest_repair', 'genuine_drugs',
] as const
export const MAX_TEXT = 400
export const MAX_NAMED = 10

/** ISO weekday (Monday 1) and minutes since midnight, in quarter hours: answers stay the same for one. */
export interface OpenAt { weekday: number; minutes: number }

/** One combination; an empty part filters nothing. Within a part one of those named is enough, but all of the commitments. */
export interface Filter {
  grades: Grade[]
  trades: string[]
  commitments: string[]
  /** Counties by six digits, prefectures by four. */
  divisions: string[]
  /** Credit districts by nine digits. */
  districts: string[]
  /** The merchant's district offers a running perk. */
  perks: boolean
  open: OpenAt | null
}

export class FilterFault extends Error {}

export const noFilter = (): Filter => ({ grades: [], trades: [], commitments: [], divisions: [], districts: [], perks: false, open: null })

/** The filter of a text; FilterFault when the server would refuse it. */
export function readFilter(text: string): Filter {
  if ([...text].length > MAX_TEXT) throw new FilterFault('too long')
  const parts = new Map<string, string>()
  for (const part of text.split(';')) {
    if (!part) continue
    const colon = part.indexOf(':')
    const key = part.slice(0, Math.max(colon, 0))
    const value = part.slice(colon + 1)
    if (!READERS.has(key) || !value || parts.has(key)) throw new FilterFault(part)
    parts.set(key, value)
  }
  const filter = noFilter()
  for (const [key, value] of parts) READERS.get(key)?.(filter, value)
  return filter
}

/** The filter of an address that somebody may have typed: none rather than a failure. */
export function filterOrNone(text: string): Filter {
  try {
    return readFilter(text)
  } catch {
    return noFilter()
  }
}

/** The one way to write a filter; empty for none. */
export function writeFilter(filter: Filter): string {
  const grades = sorted(filter.grades).join('')
  const parts: [string, string][] = [
    ['c', sorted(filter.commitments).join(',')],
    ['d', sorted(filter.divisions).join(',')],
    ['g', grades === GRADES ? '' : grades],
    ['o', filter.open ? writeOpen(filter.open) : ''],
    ['p', filter.perks ? '1' : ''],
    ['t', sorted(filter.trades).join(',')],
    ['z', sorted(filter.districts).join(',')],
  ]
  return parts.filter(([, value]) => value).map((part) => part.join(':')).join(';')
}

/** The quarter hour that has begun, in Qinghai's time (UTC+8 without summer time). */
export function openNow(now: Date): OpenAt {
  const there = new Date(now.getTime() + 8 * 3_600_000)
  const minutes = there.getUTCHours() * 60 + Math.floor(there.getUTCMinutes() / 15) * 15
  return { weekday: there.getUTCDay() || 7, minutes }
}

const READERS = new Map<string, (filter: Filter, value: string) => void>(Object.entries({
  c: (filter, value) => (filter.commitments = names(value, (name) => (COMMITMENTS as readonly string[]).includes(name))),
  d: (filter, value) => (filter.divisions = names(value, (name) => /^(\d{4}|\d{6})$/.test(name))),
  g: (filter, value) => (filter.grades = readGrades(value)),
  o: (filter, value) => (filter.open = readOpen(value)),
  p: (filter, value) => {
    if (value !== '1') throw new FilterFault(value)
    filter.perks = true
  },
  t: (filter, value) => (filter.trades = names(value, isPrintable)),
  z: (filter, value) => (filter.districts = names(value, (name) => /^63\d{7}$/.test(name))),
} satisfies Record<string, (filter: Filter, value: string) => void>))

function names(value: string, isGood: (name: string) => boolean): string[] {
  const found = sorted(value.split(',').map((name) => name.trim()).filter(Boolean))
  if (found.length < 1 || found.length > MAX_NAMED || !found.every(isGood)) throw new FilterFault(value)
  return found
}

function readGrades(value: string): Grade[] {
  const grades = sorted([...value])
  if (!grades.every((grade) => GRADES.includes(grade))) throw new FilterFault(value)
  return grades.length === GRADES.length ? [] : (grades as Grade[])
}

function readOpen(value: string): OpenAt {
  const [, weekday, hours, minutes] = /^([1-7])-([01]\d|2[0-3])(00|15|30|45)$/.exec(value) ?? []
  if (!weekday) throw new FilterFault(value)
  return { weekday: Number(weekday), minutes: Number(hours) * 60 + Number(minutes) }
}

function writeOpen({ weekday, minutes }: OpenAt): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${weekday}-${two(Math.floor(minutes / 60))}${two(minutes % 60)}`
}

/** As Python's `str.isprintable`: no control or format characters, no space but the plain one. */
const isPrintable = (name: string): boolean => !/\p{C}|(?! )\p{Z}/u.test(name)

/** Each once, in the order of code points, which for JavaScript's own sort is not always so. */
function sorted<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort((one, other) => comparePoints(one, other))
}

function comparePoints(one: string, other: string): number {
  const [mine, theirs] = [[...one], [...other]]
  for (let i = 0; i < Math.min(mine.length, theirs.length); i += 1) {
    const difference = (mine[i]?.codePointAt(0) ?? 0) - (theirs[i]?.codePointAt(0) ?? 0)
    if (difference) return difference
  }
  return mine.length - theirs.length
}
