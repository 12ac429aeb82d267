/** What may be decided on a district: the same table as `districts/rules/reviewing.py`, which has the last word. */
import type { DistrictPage, DistrictStatus, Outcome } from '../../parts/district/shapes.ts'

export const ALLOWED: Record<DistrictStatus, readonly Outcome[]> = {
  proposed: ['named', 'struck_off'],
  named: ['kept', 'raised', 'rectifying', 'struck_off'],
  raised: ['kept', 'rectifying', 'struck_off'],
  rectifying: ['kept', 'struck_off'],
  struck_off: [],
}
/** The period to put things right, in days. */
export const LEAST_DAYS = 15
export const MOST_DAYS = 180

export type Barred = 'charter' | 'grade'

/** Why an outcome of the table cannot be chosen now; empty when it can. */
export function whyNot(outcome: Outcome, district: Pick<DistrictPage, 'charter' | 'grade'>): Barred | '' {
  if (outcome === 'named' && !district.charter) return 'charter'
  return outcome === 'raised' && district.grade !== 'A' && district.grade !== 'B' ? 'grade' : ''
}

/** The day so many days after an ISO date. */
export const dayIn = (today: string, days: number): string => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)
