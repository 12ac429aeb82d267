/** A filter taken apart: what each chip stands for, and what is left when it is removed. Pure. */
import type { Filter, OpenAt } from '../../../map/filter.ts'
import type { Grade } from '../../../api/shapes.ts'

export type PartKind = 'grades' | 'atLeastB' | 'trade' | 'commitment' | 'division' | 'district' | 'perks' | 'open'
export interface FilterPart {
  kind: PartKind
  /** A grade, trade, template or code; empty for those that have none. */
  value: string
  /** The filter without this part. */
  without: Filter
}

export const AT_LEAST_B: readonly Grade[] = ['A', 'B']
export const isAtLeastB = ({ grades }: Filter): boolean => grades.length === 2 && AT_LEAST_B.every((grade) => grades.includes(grade))

/** One part for each chip on the map, in the order of the filter sheet. */
export function partsOf(filter: Filter): FilterPart[] {
  const one = (kind: PartKind, value: string, change: Partial<Filter>): FilterPart => ({ kind, value, without: { ...filter, ...change } })
  const each = (kind: PartKind, key: 'trades' | 'commitments' | 'divisions' | 'districts'): FilterPart[] =>
    filter[key].map((value) => one(kind, value, { [key]: filter[key].filter((other) => other !== value) }))
  return [
    ...(isAtLeastB(filter) ? [one('atLeastB', '', { grades: [] })] : filter.grades.map((grade) => one('grades', grade, { grades: filter.grades.filter((other) => other !== grade) }))),
    ...(filter.open ? [one('open', '', { open: null })] : []),
    ...(filter.perks ? [one('perks', '', { perks: false })] : []),
    ...each('commitment', 'commitments'),
    ...each('trade', 'trades'),
    ...each('district', 'districts'),
    ...each('division', 'divisions'),
  ]
}

/**
 * What could be dropped to find more. Of several trades any one is enough, so only all of them
 * together keep something out; commitments must all be there, so each counts for itself.
 */
export function relaxations(filter: Filter): FilterPart[] {
  const whole = (kind: PartKind, key: 'grades' | 'trades' | 'divisions' | 'districts'): FilterPart[] =>
    filter[key].length ? [{ kind, value: kind === 'atLeastB' ? '' : filter[key].join(','), without: { ...filter, [key]: [] } }] : []
  const own = partsOf(filter).filter(({ kind }) => kind === 'open' || kind === 'perks' || kind === 'commitment')
  return [...own, ...whole(isAtLeastB(filter) ? 'atLeastB' : 'grades', 'grades'), ...whole('trade', 'trades'), ...whole('district', 'districts'), ...whole('division', 'divisions')]
}

/** Choose or unchoose one of several. */
export const toggled = <T>(list: readonly T[], value: T): T[] => (list.includes(value) ? list.filter((other) => other !== value) : [...list, value])

export const countOf = (filter: Filter): number => partsOf(filter).length

/** "Open now" of an hour ago is not now: a filter that asks for it asks with the hour of today. */
export const withNow = (filter: Filter, now: OpenAt): Filter => (filter.open ? { ...filter, open: now } : filter)

