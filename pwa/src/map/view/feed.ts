/**
 * Brings what a viewport shows: cells below zoom 14, merchants from there. What is shown stays until
 * all of the next is there, so a zoom, a filter or a new version never flashes an empty map.
 */
import { isAbort } from '../ask.ts'
import type { MapPoint, MapSource, Tile } from '../source.ts'
import { Grouping, type CellSpot, type Group } from './grouping.ts'
import type { Mix } from './mix.ts'
import { project, WORLD, type Spot } from './project.ts'

export const POINTS_FROM = 14
const POINTS_TO = 16
const CELLS = 8

/** What is looked at, in world units. */
export interface Look { zoom: number; left: number; top: number; right: number; bottom: number }

export interface Mark extends Spot { point: MapPoint }
export interface Shown { zoom: number; f: string; groups: Group[]; marks: Mark[] }

interface Answer { at: CellSpot[]; marks: Mark[] }
interface Level { zoom: number; f: string; grouping: Grouping; tiles: Map<string, Answer>; wanted: Tile[] }

export interface FeedEvents {
  /** Something else is to be drawn. */
  change(shown: Shown): void
  /** Tiles are on their way. */
  busy(busy: boolean): void
  /** Tiles did not come, and nobody else answered for them; null once some did. */
  fail(reason: unknown): void
}

export class Feed {
  #now: Level | null = null
  #next: Level | null = null
  #abort = new AbortController()
  #look: Look | null = null
  #f = ''

  constructor(readonly source: MapSource, readonly events: FeedEvents) {}

  /** The viewport is here now, under this filter. */
  look(look: Look, f: string): void {
    this.#look = look
    this.#f = f
    const now = this.#now
    if (now && now.zoom === look.zoom && now.f === f) this.#widen(now, look)
    else void this.#replace(null)
  }

  /** The same again: the data have a new version, or the network is back. */
  renew(): void {
    if (this.#look) void this.#replace(this.#now)
  }

  /** The cells shown; for counting those in sight. */
  cells(): CellSpot[] {
    return this.#now ? [...this.#now.tiles.values()].flatMap(({ at }) => at) : []
  }

  close(): void {
    this.#abort.abort()
  }

  /** More tiles of what is already shown. */
  #widen(level: Level, look: Look): void {
    this.#next = null
    const wanted = tilesOf(look)
    const missing = wanted.filter((tile) => !level.tiles.has(keyOf(tile)))
    level.wanted = wanted
    if (missing.length) void this.#load(level, missing, () => this.#show(level))
  }

  async #replace(old: Level | null): Promise<void> {
    const look = this.#look as Look
    const same = this.#next
    const wanted = tilesOf(look)
    if (!old && same && same.zoom === look.zoom && same.f === this.#f) {
      same.wanted = wanted
      await this.#load(same, wanted.filter((tile) => !same.tiles.has(keyOf(tile))), () => this.#show(same))
      return
    }
    const keeps = old && old.zoom === look.zoom && old.f === this.#f
    const grouping = keeps ? old.grouping : new Grouping(look.zoom)
    const level: Level = { zoom: look.zoom, f: this.#f, grouping, tiles: new Map(), wanted }
    this.#next = level
    await this.#load(level, wanted, () => this.#show(level))
  }

  /** Fetches tiles beside each other; whatever was on its way before is given up. */
  async #load(level: Level, tiles: readonly Tile[], done: () => void): Promise<void> {
    this.#abort.abort()
    const abort = (this.#abort = new AbortController())
    this.events.busy(true)
    const loads = tiles.map((tile) => this.#tile(tile, level.f, abort.signal).then((answer) => void level.tiles.set(keyOf(tile), answer)))
    const settled = await Promise.allSettled(loads)
    if (abort.signal.aborted) return
    this.events.busy(false)
    const failures = settled.flatMap((one) => (one.status === 'rejected' && !isAbort(one.reason) ? [one.reason as unknown] : []))
    this.events.fail(failures[0] ?? null)
    if (!tiles.length || failures.length < tiles.length) done()
  }

  async #tile(tile: Tile, f: string, signal: AbortSignal): Promise<Answer> {
    const { source } = this
    const [cells, points] = tile.z < POINTS_FROM ? [await source.clusters(tile, f, signal), []] : await source.points(tile, f, signal).then((answer) => [answer, answer.points] as const)
    return { at: cellsOf(tile, cells.cells), marks: points.map((point) => ({ ...project(point), point })) }
  }

  #show(level: Level): void {
    if (level !== this.#now && level !== this.#next) return
    this.#now = level
    this.#next = null
    forgetFar(level)
    const answers = [...level.tiles.values()]
    const groups = level.grouping.arrange(answers.flatMap(({ at }) => at))
    this.events.change({ zoom: level.zoom, f: level.f, groups, marks: onceEach(answers.flatMap(({ marks }) => marks)) })
  }
}

const keyOf = ({ z, x, y }: Tile): string => `${z}/${x}/${y}`

/** The tiles that a look needs: of its own zoom, of points not finer than the server's index is worth. */
export function tilesOf({ zoom, left, top, right, bottom }: Look): Tile[] {
  const z = Math.max(0, Math.min(POINTS_TO, Math.round(zoom)))
  const size = WORLD / 2 ** z
  const last = 2 ** z - 1
  const tiles: Tile[] = []
  for (let y = Math.max(0, Math.floor(top / size)); y <= Math.min(last, Math.floor(bottom / size)); y++) {
    for (let x = Math.max(0, Math.floor(left / size)); x <= Math.min(last, Math.floor(right / size)); x++) tiles.push({ z, x, y })
  }
  return tiles
}

/** The middles of a tile's cells, with a name that holds at this zoom. */
export function cellsOf({ z, x, y }: Tile, cells: readonly number[][]): CellSpot[] {
  const size = WORLD / 2 ** z
  return cells.map((row) => {
    const [cell, , a, b, c, d, n] = row as [number, number, ...Mix]
    const [column, line] = [x * CELLS + (cell % CELLS), y * CELLS + Math.floor(cell / CELLS)]
    return { id: `${z}/${column}/${line}`, x: ((column + 0.5) * size) / CELLS, y: ((line + 0.5) * size) / CELLS, mix: [a, b, c, d, n] }
  })
}

const KEPT = 60

/** Tiles left behind on a long way make room. */
function forgetFar(level: Level): void {
  if (level.tiles.size <= KEPT) return
  const wanted = new Set(level.wanted.map(keyOf))
  for (const key of [...level.tiles.keys()]) if (!wanted.has(key)) level.tiles.delete(key)
}

/** A merchant on the edge of two tiles is one merchant. */
function onceEach(marks: Mark[]): Mark[] {
  const seen = new Map<string, Mark>()
  for (const mark of marks) seen.set(mark.point.uscc || `${mark.x}:${mark.y}`, mark)
  return [...seen.values()]
}
