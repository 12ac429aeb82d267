/** The live counts of the filter sheet: what each choice would leave, told by facets alone. */
import { writeFilter, type Filter, type OpenAt } from '../../../map/filter.ts'
import type { Facets, GradeCounts, MapSource } from '../../../map/source.ts'
import { relaxations, type FilterPart } from './filter-parts.ts'

type Asked = Pick<MapSource, 'facets'>

export interface Counts {
  /** Merchants that the filter keeps. */
  total: number
  /** Of each grade, were the grades chosen anew; likewise trades and districts. */
  grades: GradeCounts
  trades: Facets['trades']
  districts: Facets['districts']
  /** That promise this too, beside what is chosen already. */
  commitments: Facets['commitments']
  perks: number
  open: number
}

/**
 * At most five questions, all of immutable answers. Of grades, trades and districts one is enough, so
 * their own counts come from the filter without them: else every other choice would read 0.
 */
export async function countAll(source: Asked, filter: Filter, now: OpenAt, signal?: AbortSignal): Promise<Counts> {
  const asked = new Map<string, Promise<Facets>>()
  const ask = (change: Partial<Filter>): Promise<Facets> => {
    const text = writeFilter({ ...filter, ...change })
    const known = asked.get(text) ?? source.facets(text, signal)
    asked.set(text, known)
    return known
  }
  const [all, grades, trades, districts, open] = await Promise.all([
    ask({}), ask({ grades: [] }), ask({ trades: [] }), ask({ districts: [] }), ask({ open: filter.open ?? now }),
  ])
  return {
    total: all.total,
    grades: grades.grades,
    trades: trades.trades,
    districts: districts.districts ?? [],
    commitments: all.commitments,
    perks: filter.perks ? all.total : (all.perks ?? 0),
    open: open.total,
  }
}

export interface Drop { part: FilterPart; total: number }

/** When nothing is left: the one part whose removal brings back the most, or null when none helps. */
export async function bestDrop(source: Asked, filter: Filter, signal?: AbortSignal): Promise<Drop | null> {
  const drops = await Promise.all(
    relaxations(filter).map(async (part) => ({ part, total: (await source.facets(writeFilter(part.without), signal)).total })),
  )
  return drops.reduce<Drop | null>((best, drop) => (drop.total > (best?.total ?? 0) ? drop : best), null)
}
