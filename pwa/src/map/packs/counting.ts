/**
 * Counts by grade in any range of the curve under one filter. Twin of `backend/credit/map/counting.py`:
 * sums for every 64 merchants, so a tile costs the same at every zoom.
 */
import type { Filter } from '../filter.ts'
import { deinterleave, LEVEL, tileRange } from '../morton.ts'
import type { Cell, Tile } from '../source.ts'
import { HIDDEN, type County } from './county.ts'

const BLOCK = 64
const GRADES = 5
const CELL_LEVELS = 3
const CELLS = 8
const PER_TILE = CELLS * CELLS
/** Below it a cell is smaller than the packs' grid. */
export const FINEST = LEVEL - CELL_LEVELS
/** Cells along the curve → their number in rows. */
const ROW_MAJOR = Array.from({ length: PER_TILE }, (_, i) => {
  const [x, y] = deinterleave(i)
  return y * CELLS + x
})

export class View {
  readonly classes: Uint8Array
  private readonly sums: Uint32Array

  constructor(readonly county: County, filter: Filter) {
    const classes = (this.classes = county.classes(filter))
    const blocks = Math.floor(classes.length / BLOCK) + 1
    const sums = (this.sums = new Uint32Array(blocks * GRADES))
    const running = new Uint32Array(GRADES)
    for (let i = 0; i < classes.length; i += 1) {
      if (i % BLOCK === 0) sums.set(running, (i / BLOCK) * GRADES)
      const grade = classes[i] as number
      if (grade !== HIDDEN) running[grade] = (running[grade] as number) + 1
    }
    if (classes.length % BLOCK === 0) sums.set(running, (blocks - 1) * GRADES)
  }

  /** How many of each grade stand before a row. */
  private upTo(row: number): number[] {
    const block = Math.floor(row / BLOCK)
    const counts = Array.from(this.sums.subarray(block * GRADES, (block + 1) * GRADES))
    for (let i = block * BLOCK; i < row; i += 1) {
      const grade = this.classes[i] as number
      if (grade !== HIDDEN) counts[grade] = (counts[grade] as number) + 1
    }
    return counts
  }

  /** Of each grade in all. */
  total(): number[] {
    return this.upTo(this.classes.length)
  }

  /** The first row at or after a key. */
  rowOf(key: number): number {
    const { keys } = this.county
    let [low, high] = [0, keys.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((keys[middle] as number) < key) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Adds what a tile's cells hold: cell → counts of the grades. `tile.z` at most FINEST. */
  addCells(tile: Tile, cells: Map<number, number[]>): void {
    const [first, end] = tileRange(tile)
    const [from, to] = [this.rowOf(first), this.rowOf(end)]
    if (from === to) return
    const width = (end - first) / PER_TILE
    let before = this.upTo(from)
    for (let i = 0; i < PER_TILE; i += 1) {
      const after = this.upTo(this.rowOf(first + width * (i + 1)))
      const cell = ROW_MAJOR[i] as number
      if (after.some((n, grade) => n !== before[grade])) {
        const sums = cells.get(cell) ?? [0, 0, 0, 0, 0]
        cells.set(cell, sums.map((n, grade) => n + (after[grade] as number) - (before[grade] as number)))
      }
      before = after
    }
  }

  countIn(tile: Tile): number {
    const [from, to] = tileRange(tile).map((key) => this.upTo(this.rowOf(key))) as [number[], number[]]
    return to.reduce((sum, n, grade) => sum + n - (from[grade] as number), 0)
  }

  /** The rows of a tile that the filter keeps. */
  rowsIn(tile: Tile): number[] {
    const [from, to] = tileRange(tile).map((key) => this.rowOf(key)) as [number, number]
    const rows: number[] = []
    for (let i = from; i < to; i += 1) if (this.classes[i] !== HIDDEN) rows.push(i)
    return rows
  }
}

/** `[cell, n, nA, nB, nC, nD, nN]` of a tile over all views, by cell. */
export function cellsOf(views: readonly View[], tile: Tile): Cell[] {
  const cells = new Map<number, number[]>()
  for (const view of views) view.addCells(tile, cells)
  return [...cells].sort(([one], [other]) => one - other).map(([cell, counts]) => [cell, counts.reduce((sum, n) => sum + n, 0), ...counts])
}
