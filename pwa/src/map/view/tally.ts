/** How many merchants are seen, by grade. */
import type { Mark } from './feed.ts'
import type { CellSpot } from './grouping.ts'
import { GRADES, sumOf, type Mix } from './mix.ts'
import type { Spot } from './project.ts'

interface Frame { left: number; top: number; right: number; bottom: number }

/** Cells count where their middle is; merchants where they are. */
export function tally(cells: readonly CellSpot[], marks: readonly Mark[], { left, top, right, bottom }: Frame): { shown: number; mix: Mix } {
  const sums = [0, 0, 0, 0, 0]
  const inside = ({ x, y }: Spot): boolean => x >= left && x < right && y >= top && y < bottom
  for (const cell of cells) if (inside(cell)) for (const [i, n] of cell.mix.entries()) sums[i] = (sums[i] as number) + n
  for (const mark of marks) {
    const i = GRADES.indexOf(mark.point.grade)
    if (inside(mark)) sums[i] = (sums[i] as number) + 1
  }
  const mix = sums as unknown as Mix
  return { shown: sumOf(mix), mix }
}
