/** Names on the map: few, legible, never on top of a ring or of each other. Placed when the map rests. */
import type { GroundData, Named } from './ground.ts'
import type { Palette } from './palette.ts'
import { project, type Camera, type Spot } from './project.ts'
import { font, stamp, type Sprite, type Sprites } from './sprites.ts'

export type LabelKind = 'district' | 'prefecture' | 'county' | 'seat' | 'lake' | 'shop'
/** `code`: the district that a tap on the name opens. */
export interface Label extends Spot { text: string; kind: LabelKind; from: number; to: number; code?: string }
/** A label with the place of its middle beside its spot, in pixels. */
export interface Placed extends Label { dx: number; dy: number }
/** What labels keep clear of, in pixels. */
export interface Obstacle { x: number; y: number; radius: number }

interface Style { size: number; weight: number; colour: (palette: Palette) => string; dot?: boolean; spacing?: number }
const STYLES: Record<LabelKind, Style> = {
  district: { size: 12.5, weight: 700, colour: ({ district }) => district },
  prefecture: { size: 13, weight: 600, colour: ({ labelWeak }) => labelWeak },
  county: { size: 12, weight: 600, colour: ({ label }) => label },
  seat: { size: 11.5, weight: 500, colour: ({ labelWeak }) => labelWeak, dot: true },
  lake: { size: 12, weight: 600, colour: ({ water }) => water },
  shop: { size: 12, weight: 600, colour: ({ ink }) => ink },
}
/** Where a name may stand, best first: on its spot, below, above, right, left. */
const TRIES: readonly (readonly [number, number])[] = [[0, 0], [0, 1], [0, -1], [1, 0], [-1, 0]]
const AWAY: Record<LabelKind, number> = { district: 10, prefecture: 20, county: 24, seat: 12, lake: 18, shop: 20 }

/** 海西蒙古族藏族自治州 is 海西州 on every small map. */
export const shortPrefecture = (name: string): string => name.replace(/^(..)(?:.*族)+自治州$/, '$1州')

/** Every name of the base map with the zooms at which it helps. */
export function groundLabels(data: GroundData): Label[] {
  const { prefecture, county, lake, seat } = data.objects
  const counties = county.geometries.flatMap((one) => {
    const { name, code = '', lng, lat } = told(one)
    return name && lng && lat ? [{ name, code, ...project({ lng, lat }) }] : []
  })
  const labels: Label[] = counties.map(({ name, x, y }) => ({ text: name, kind: 'county', from: 8, to: 11, x, y }))
  for (const one of prefecture.geometries) {
    const { name, code } = told(one)
    const own = counties.filter((county) => county.code.slice(0, 4) === code?.slice(0, 4))
    if (name && own.length) labels.push({ text: shortPrefecture(name), kind: 'prefecture', from: 5, to: 7, ...middle(own) })
  }
  for (const geometry of seat.geometries) {
    const { name } = told(geometry)
    // A city district's seat has its name: not twice, while the district's own is shown.
    const from = counties.some((county) => county.name === name) ? 12 : 10
    if (geometry.type === 'Point' && name) labels.push({ text: name, kind: 'seat', from, to: 15, ...project(placeOf(data, geometry.coordinates)) })
  }
  for (const geometry of lake.geometries) {
    const { name } = told(geometry)
    if (name && 'arcs' in geometry) labels.push({ text: name, kind: 'lake', from: name === '青海湖' ? 6 : 8, to: 14, ...middle(arcSpots(data, geometry.arcs.flat(3) as number[])) })
  }
  return labels
}

const told = ({ properties }: { properties?: object | null | undefined }): Named => (properties ?? {}) as Named

function placeOf({ transform }: GroundData, [x, y]: number[]): { lng: number; lat: number } {
  const { scale = [1, 1], translate = [0, 0] } = transform ?? {}
  return { lng: (x as number) * (scale[0] as number) + (translate[0] as number), lat: (y as number) * (scale[1] as number) + (translate[1] as number) }
}

function arcSpots(data: GroundData, arcs: number[]): Spot[] {
  return arcs.flatMap((i) => {
    let [x, y] = [0, 0]
    return (data.arcs[i < 0 ? ~i : i] ?? []).map(([dx, dy]) => project(placeOf(data, [(x += dx as number), (y += dy as number)])))
  })
}

/** The middle of what spots span. */
function middle(spots: readonly Spot[]): Spot {
  const [xs, ys] = [spots.map(({ x }) => x), spots.map(({ y }) => y)]
  return { x: (Math.min(...xs) + Math.max(...xs)) / 2, y: (Math.min(...ys) + Math.max(...ys)) / 2 }
}

const widths = new Map<string, number>()

/** Places labels, the first ones first, clear of `obstacles` (spots on the screen of `camera`). */
export function place(labels: readonly Label[], zoom: number, camera: Camera, size: Spot, obstacles: readonly Obstacle[], context: CanvasRenderingContext2D): Placed[] {
  const placed: Placed[] = []
  const taken: { x: number; y: number; w: number; h: number }[] = []
  for (const label of labels) {
    if (zoom < label.from || zoom >= label.to + 1) continue
    const [x, y] = [label.x * camera.scale - camera.x, label.y * camera.scale - camera.y]
    if (x < -60 || y < -20 || x > size.x + 60 || y > size.y + 20) continue
    const style = STYLES[label.kind]
    const [w, h] = [widthOf(context, label.text, style), style.size + 4]
    for (const [across, down] of tries(label.kind)) {
      const [dx, dy] = [across * (w / 2 + AWAY[label.kind]), down * AWAY[label.kind]]
      const box = { x: x + dx, y: y + dy, w, h }
      if (taken.some((other) => Math.abs(other.x - box.x) < (other.w + w) / 2 + 4 && Math.abs(other.y - box.y) < (other.h + h) / 2 + 1)) continue
      if (obstacles.some((circle) => meets(box, circle))) continue
      taken.push(box)
      placed.push({ ...label, dx, dy })
      break
    }
  }
  return placed
}

/** Names of points stand beside them, names of areas may stand on them. */
function tries(kind: LabelKind): readonly (readonly [number, number])[] {
  if (kind === 'shop') return [[1, 0], [-1, 0], [0, 1]].map(([a, d]) => [a as number, d as number] as const)
  if (kind === 'seat') return TRIES.slice(1)
  return kind === 'district' ? [[0, -1], [0, -2.4], [0, -3.6], [0, 1]] : TRIES.slice(0, 3)
}

function meets(box: { x: number; y: number; w: number; h: number }, { x, y, radius }: Obstacle): boolean {
  const away = Math.hypot(Math.max(0, Math.abs(x - box.x) - box.w / 2), Math.max(0, Math.abs(y - box.y) - box.h / 2))
  return away < radius
}

function widthOf(context: CanvasRenderingContext2D, text: string, style: Style): number {
  const key = `${style.size} ${style.weight} ${text}`
  let width = widths.get(key)
  if (width === undefined) {
    context.font = font(style.size, style.weight)
    widths.set(key, (width = context.measureText(text).width))
  }
  return width
}

/** The name under a finger; `at` in world units. */
export function labelAt(placed: readonly Placed[], at: Spot, scale: number): Placed | undefined {
  return placed.find(({ x, y, dx, dy, text, kind }) => {
    const { size, weight } = STYLES[kind]
    const half = (widths.get(`${size} ${weight} ${text}`) ?? 0) / 2
    return Math.abs((at.x - x) * scale - dx) < half + 6 && Math.abs((at.y - y) * scale - dy) < 16
  })
}

export function drawLabels(context: CanvasRenderingContext2D, placed: readonly Placed[], camera: Camera, palette: Palette, sprites: Sprites): void {
  for (const { x, y, dx, dy, text, kind } of placed) {
    const [left, top] = [x * camera.scale - camera.x, y * camera.scale - camera.y]
    if (STYLES[kind].dot) drawDot(context, left, top, palette)
    stamp(context, labelSprite(sprites, palette, text, kind), left + dx, top + dy)
  }
}

/** With a halo of the ground's colour, so that it reads on any line. */
function labelSprite(sprites: Sprites, palette: Palette, text: string, kind: LabelKind): Sprite {
  const style = STYLES[kind]
  const width = widths.get(`${style.size} ${style.weight} ${text}`) ?? style.size * text.length
  return sprites.get(`label ${palette.dark} ${kind} ${text}`, width + 10, (context) => {
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.lineJoin = 'round'
    context.font = font(style.size, style.weight)
    context.strokeStyle = palette.halo
    context.lineWidth = 3.5
    context.strokeText(text, 0, 0)
    context.fillStyle = style.colour(palette)
    context.fillText(text, 0, 0)
  }, style.size + 10)
}

function drawDot(context: CanvasRenderingContext2D, x: number, y: number, palette: Palette): void {
  context.beginPath()
  context.arc(x, y, 2.6, 0, Math.PI * 2)
  context.fillStyle = palette.disc
  context.strokeStyle = palette.labelWeak
  context.lineWidth = 1.4
  context.fill()
  context.stroke()
}
