/**
 * Small cells of the server become few rings where the merchants really are. The server's cells lie in a
 * grid; drawn as they are, rings would stand in rows, in lakes and on top of each other. The fullest cell
 * takes its neighbours in; the ring stands at their common centre and stays there while the map is moved,
 * whatever tiles come in later, and when the numbers change.
 */
import { added, NOTHING, sumOf, type Mix } from './mix.ts'
import type { Spot } from './project.ts'

/** A cell of the server with its middle in world units; `id` names it at this zoom. */
export interface CellSpot extends Spot { id: string; mix: Mix }

export interface Group extends Spot { id: string; mix: Mix; n: number; anchor: Spot }

/** Rings keep this many screen pixels from each other's middle. */
export const REACH = 66

export class Grouping {
  #groups: Group[] = []
  #of = new Map<string, Group>()
  #near = new Map<string, Group[]>()
  readonly #reach: number

  constructor(readonly zoom: number, reach = REACH) {
    this.#reach = reach / 2 ** zoom
  }

  /** The groups of these cells, with the numbers of now; cells seen before stay in their group. */
  arrange(cells: readonly CellSpot[]): Group[] {
    const fresh = cells.filter((cell) => !this.#of.has(cell.id))
    fresh.sort((a, b) => sumOf(b.mix) - sumOf(a.mix) || (a.id < b.id ? -1 : 1))
    const started = new Set<Group>()
    for (const cell of fresh) this.#of.set(cell.id, this.#closest(cell) ?? this.#start(cell, started))
    this.#count(cells, started)
    return this.#groups.filter((group) => group.n > 0)
  }

  #closest(cell: CellSpot): Group | undefined {
    let best: Group | undefined
    let least = this.#reach
    const [col, row] = this.#square(cell)
    for (let c = col - 1; c <= col + 1; c++) {
      for (let r = row - 1; r <= row + 1; r++) {
        for (const group of this.#near.get(`${c}:${r}`) ?? []) {
          const away = Math.hypot(group.anchor.x - cell.x, group.anchor.y - cell.y)
          if (away < least) [best, least] = [group, away]
        }
      }
    }
    return best
  }

  #start(cell: CellSpot, started: Set<Group>): Group {
    const anchor = { x: cell.x, y: cell.y }
    const group: Group = { id: cell.id, ...anchor, anchor, mix: NOTHING, n: 0 }
    const key = this.#square(cell).join(':')
    this.#near.set(key, [...(this.#near.get(key) ?? []), group])
    this.#groups.push(group)
    started.add(group)
    return group
  }

  #square = (at: Spot): [number, number] => [Math.floor(at.x / this.#reach), Math.floor(at.y / this.#reach)]

  /** Counts anew; a ring that has just begun goes towards the common centre, anchors keep them apart. */
  #count(cells: readonly CellSpot[], started: Set<Group>): void {
    const drift = new Map<Group, Spot>()
    for (const group of this.#groups) Object.assign(group, { mix: NOTHING, n: 0 })
    for (const cell of cells) {
      const group = this.#of.get(cell.id) as Group
      const weight = sumOf(cell.mix)
      const pull = drift.get(group) ?? { x: 0, y: 0 }
      pull.x += (cell.x - group.anchor.x) * weight
      pull.y += (cell.y - group.anchor.y) * weight
      drift.set(group, pull)
      group.mix = added(group.mix, cell.mix)
      group.n += weight
    }
    for (const group of started) {
      const pull = drift.get(group)
      if (!pull || !group.n) continue
      group.x = group.anchor.x + pull.x / group.n / 2
      group.y = group.anchor.y + pull.y / group.n / 2
    }
  }
}
