/** The base map as Leaflet tiles: drawn once each on a canvas, then moved by the compositor alone. */
import type * as L from 'leaflet'
import { GridLayer } from '../leaflet/core.ts'
import type { Palette } from './palette.ts'
import { groundAt, groundData, ORIGIN, prepareGround, type Area, type Ground, type GroundData, type Run } from './ground.ts'
import { WORLD } from './project.ts'

const SIZE = 256
/** Tiles are drawn between frames: at most this long in each, so that a finger is never kept waiting. */
const BUDGET_MS = 5

interface Waiting { canvas: HTMLCanvasElement; coords: L.Coords; done: L.DoneCallback }

class Basemap extends GridLayer {
  #data: GroundData | null = null
  #waiting: Waiting[] = []
  #frame = 0

  constructor(readonly palette: Palette, readonly failed?: (reason: unknown) => void) {
    super({ tileSize: SIZE, minZoom: 0, maxZoom: 22, updateWhenIdle: false, updateWhenZooming: false, updateInterval: 120, keepBuffer: 3, className: 'ground' })
  }

  override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const canvas = document.createElement('canvas')
    const ratio = pixelRatio()
    canvas.width = canvas.height = SIZE * ratio
    this.#waiting.push({ canvas, coords, done })
    this.#ask()
    return canvas
  }

  override onRemove(map: L.Map): this {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#waiting = []
    return super.onRemove(map)
  }

  /** Try again after the file did not come. */
  retry(): void {
    if (!this.#data) this.#ask()
  }

  #ask(): void {
    if (this.#data) {
      this.#frame ||= requestAnimationFrame(() => this.#work())
      return
    }
    groundData().then((data) => {
      this.#data = data
      this.#frame ||= requestAnimationFrame(() => this.#work())
    }, (reason: unknown) => this.failed?.(reason))
  }

  #work(): void {
    this.#frame = 0
    const until = performance.now() + BUDGET_MS
    let next: Waiting | undefined
    while (performance.now() < until && (next = this.#waiting.shift())) {
      // Without a parent Leaflet has dropped it meanwhile: the map went on.
      if (next.canvas.parentNode) drawTile(next.canvas, next.coords, this.palette, this.#data as GroundData)
      next.done(undefined, next.canvas)
    }
    if (this.#waiting.length) this.#frame = requestAnimationFrame(() => this.#work())
    else prepareGround(this.#data as GroundData)
  }
}

export type BasemapLayer = InstanceType<typeof Basemap>

/** The offline base map for any Leaflet map; `failed` is told when its file cannot be had. */
export const makeBasemap = (palette: Palette, failed?: (reason: unknown) => void): BasemapLayer => new Basemap(palette, failed)

export const pixelRatio = (): number => Math.min(2, Math.max(1, Math.ceil(devicePixelRatio || 1)))

function drawTile(canvas: HTMLCanvasElement, { x, y, z }: L.Coords, palette: Palette, data: GroundData): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const scale = 2 ** z
  const ratio = canvas.width / SIZE
  const [left, top] = [(x * WORLD) / scale - ORIGIN.x, (y * WORLD) / scale - ORIGIN.y]
  const margin = 8 / scale
  const size = SIZE / scale
  const meets: Meets = (piece) =>
    piece.right > left - margin && piece.left < left + size + margin && piece.bottom > top - margin && piece.top < top + size + margin
  context.setTransform(ratio * scale, 0, 0, ratio * scale, -left * scale * ratio, -top * scale * ratio)
  context.lineJoin = context.lineCap = 'round'
  paint(context, groundAt(data, z), palette, z, scale, meets)
  if (z >= 12) grid(context, palette, ratio)
}

type Meets = (piece: Area | Run) => boolean

function paint(context: CanvasRenderingContext2D, ground: Ground, palette: Palette, z: number, scale: number, meets: Meets): void {
  const stroke = (runs: Run[], colour: string, width: number, dash: number[] = []): void => {
    context.strokeStyle = colour
    context.lineWidth = width / scale
    context.setLineDash(dash.map((part) => part / scale))
    if (trace(context, runs, meets)) context.stroke()
  }
  const fill = (areas: Area[], colour: string, rim?: string): void => {
    context.fillStyle = colour
    for (const area of areas) if (meets(area)) context.fill(area.path, 'evenodd')
    if (!rim) return
    context.strokeStyle = rim
    context.lineWidth = 0.9 / scale
    context.setLineDash([])
    for (const area of areas) if (meets(area)) context.stroke(area.path)
  }
  stroke(ground.shore, palette.rim, 9)
  fill(ground.land, palette.land)
  fill(ground.ice, palette.ice)
  stroke(ground.rivers.filter(({ rank }) => rank <= 3 || z >= 7), palette.river, Math.min(4, 0.9 + Math.max(0, z - 6) * 0.28))
  fill(ground.lakes, palette.lake, palette.lakeRim)
  if (z >= 7) stroke(ground.counties, palette.county, z >= 10 ? 1.4 : 1, z >= 9 ? [5, 3.5] : [])
  stroke(ground.prefectures, palette.prefecture, z >= 9 ? 1.6 : 1.1, z >= 9 ? [8, 3, 2, 3] : [])
  stroke(ground.shore, palette.shore, 1.5)
}

/** One path of the runs that cross a tile; false when none does. Dashing a whole border would take seconds. */
function trace(context: CanvasRenderingContext2D, runs: readonly Run[], meets: Meets): boolean {
  let last: Run | undefined
  context.beginPath()
  for (const [at, run] of runs.entries()) {
    if (!meets(run)) continue
    const { xy } = run
    const goesOn = last !== undefined && last === runs[at - 1] && last.xy[last.xy.length - 2] === xy[0] && last.xy[last.xy.length - 1] === xy[1]
    if (!goesOn) context.moveTo(xy[0] as number, xy[1] as number)
    for (let i = 2; i < xy.length; i += 2) context.lineTo(xy[i] as number, xy[i + 1] as number)
    last = run
  }
  return last !== undefined
}

/** Where there is nothing but ground, a fine grid lets the eye feel the movement. */
function grid(context: CanvasRenderingContext2D, palette: Palette, ratio: number): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.setLineDash([])
  context.strokeStyle = palette.grid
  context.lineWidth = 1
  context.beginPath()
  for (let at = 0.5; at < SIZE; at += 64) {
    context.moveTo(at, 0)
    context.lineTo(at, SIZE)
    context.moveTo(0, at)
    context.lineTo(SIZE, at)
  }
  context.stroke()
}
