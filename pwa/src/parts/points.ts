import type { EvaluationSummary } from '../api/shapes.ts'

type Move = EvaluationSummary['moves'][number]

/** Signed points with a real minus sign, one decimal at most: `+18`, `−14.5`. */
export function signed(points: number): string {
  const size = Math.round(Math.abs(points) * 10) / 10
  return points < 0 ? `−${size}` : `+${size}`
}

/** The strongest reasons, the worst one always among them: a good grade hides no warning. */
export function strongest(moves: readonly Move[], count: number): Move[] {
  const first = moves.slice(0, count)
  const worst = moves.find((move) => move.points < 0)
  return worst && !first.includes(worst) ? [...first.slice(0, -1), worst] : first
}
