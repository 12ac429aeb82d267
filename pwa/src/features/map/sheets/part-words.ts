/** What a chip of a filter says. Names of promises and districts come from the server's facets. */
import { t } from '../../../i18n/index.svelte.ts'
import type { Grade } from '../../../api/shapes.ts'
import type { Facets } from '../../../map/source.ts'
import { PREFECTURES } from '../../../parts/district/counties.ts'
import type { FilterPart } from './filter-parts.ts'

export type Names = Pick<Facets, 'commitments' | 'districts'>

export function divisionName(code: string): string {
  for (const { code: prefecture, name, counties } of PREFECTURES) {
    if (code === prefecture || code === prefecture.slice(0, 4)) return name
    for (const [county, countyName] of counties) if (county === code) return countyName
  }
  return code
}

export const gradeText = (grade: Grade): string => (grade === 'N' ? t('grade.N') : `${grade} ${t(`grade.${grade}`)}`)

const WORDS: Record<FilterPart['kind'], (value: string, names: Names | null) => string> = {
  atLeastB: () => t('map.filter.atLeastB'),
  grades: (value) => gradeText(value as Grade),
  open: () => t('map.filter.open'),
  perks: () => t('map.filter.perks'),
  trade: (value) => value,
  commitment: (value, names) => names?.commitments.find((one) => one.commitment === value)?.name ?? t('map.filter.promise'),
  district: (value, names) => names?.districts?.find((one) => one.code === value)?.name ?? t('map.filter.district'),
  division: divisionName,
}

/** Several values of one part, as a relaxation names them, are joined. */
export const partText = ({ kind, value }: FilterPart, names: Names | null): string =>
  (value.includes(',') ? value.split(',') : [value]).map((one) => WORDS[kind](one, names)).join(t('map.filter.or'))
