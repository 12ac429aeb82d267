import type { Grade } from '../../api/shapes.ts'
import type { GradeCounts } from './shapes.ts'

export interface Share {
  grade: Grade
  count: number
  /** Whole per cent; all shares together are exactly 100. */
  percent: number
}

const ORDER: readonly Grade[] = ['A', 'B', 'C', 'D', 'N']

/** Members by grade in the fixed order, grades without members left out; per cents by largest remainder. */
export function shares(counts: GradeCounts): Share[] {
  const found = ORDER.map((grade) => ({ grade, count: counts[grade.toLowerCase() as keyof GradeCounts] })).filter((one) => one.count > 0)
  const total = found.reduce((sum, one) => sum + one.count, 0)
  const exact = found.map((one) => (one.count / total) * 100)
  let left = 100 - exact.reduce((sum, one) => sum + Math.floor(one), 0)
  const order = exact.map((_, i) => i).sort((i, j) => (exact[j]! % 1) - (exact[i]! % 1))
  const percents = exact.map(Math.floor)
  for (const i of order) if (left-- > 0) percents[i]! += 1
  return found.map((one, i) => ({ ...one, percent: percents[i]! }))
}
