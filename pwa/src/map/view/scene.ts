/** Everything that stands on the map, how it is drawn, and what is under a finger. */
import type { DistrictCard, LngLat, MapPoint } from '../source.ts'
import type { Mark, Shown } from './feed.ts'
import type { Group } from './grouping.ts'
import { drawLabels, labelAt, place, type Label, type Obstacle, type Placed } from './labels.ts'
import { markRadius, markSprite, starSprite, type MarkLook } from './marks.ts'
import { commonest, GRADES } from './mix.ts'
import { paletteOf, type Palette } from './palette.ts'
import { areaOf, AREAS_FROM, drawArea, isInside, type Area } from './polygons.ts'
import { project, type Camera, type Spot } from './project.ts'
import { radiusOf, ringSprite } from './rings.ts'
import { stamp, Sprites } from './sprites.ts'

export type Item = { kind: 'group'; group: Group } | { kind: 'mark'; mark: Mark } | { kind: 'area'; area: Area }
export interface Here extends LngLat { accuracy: number }
export interface Manner { dark: boolean; zh: boolean; elder: boolean }

/** Marks nearer than this to a full one are drawn small, in pixels. */
const CROWD = 23
/** From here shops carry their name. */
const NAMES_FROM = 16
/** More would not be read, and each is compared with all marks. */
const MOST_NAMES = 120
const METRES_A_UNIT = 40_075_017 / 256

export class Scene {
  manner: Manner = { dark: false, zh: true, elder: false }
  palette: Palette = paletteOf(false)
  zoom = 5
  groups: Group[] = []
  marks: Mark[] = []
  areas: Area[] = []
  here: Here | null = null
  focus: Item | null = null
  pickedShop: MapPoint | null = null
  pickedArea = ''
  /** Shops kept by this person, by uscc. */
  saved: ReadonlySet<string> = new Set()
  ground: Label[] = []
  #small = new Set<Mark>()
  #placed: Placed[] = []

  constructor(readonly sprites: Sprites) {}

  setManner(manner: Manner): void {
    this.manner = manner
    this.palette = paletteOf(manner.dark)
  }

  show({ zoom, groups, marks }: Shown): void {
    Object.assign(this, { zoom, groups, marks })
    this.#small = crowded(marks, CROWD * (this.manner.elder ? 1.25 : 1) / 2 ** zoom)
  }

  setAreas(cards: readonly DistrictCard[]): void {
    this.areas = cards.map(areaOf)
  }

  /** Chooses where names stand; called when the map has come to rest, not in every frame. */
  name(camera: Camera, size: Spot, zoom: number, context: CanvasRenderingContext2D): void {
    const at = ({ x, y }: Spot, radius: number): Obstacle => ({ x: x * camera.scale - camera.x, y: y * camera.scale - camera.y, radius })
    const seen = ({ x, y }: Obstacle): boolean => x > -30 && y > -30 && x < size.x + 30 && y < size.y + 30
    const obstacles = [...this.groups.map((group) => at(group, this.#radius(group) + 3)), ...this.marks.map((mark) => at(mark, this.#small.has(mark) ? 5 : 14))].filter(seen)
    const roomy = zoom < NAMES_FROM ? [] : this.marks.filter((mark) => !this.#small.has(mark) && seen(at(mark, 0))).slice(0, MOST_NAMES)
    const shops: Label[] = roomy.map(({ x, y, point }) => ({ x, y, text: cut(point.name), kind: 'shop', from: NAMES_FROM, to: 30 }))
    const areas: Label[] = this.areas.map(({ card, label }) => ({ ...label, text: card.name, kind: 'district', from: AREAS_FROM + 1, to: 30, code: card.code }))
    this.#placed = place([...areas, ...this.ground, ...shops], zoom, camera, size, obstacles, context)
  }

  draw(context: CanvasRenderingContext2D, camera: Camera, size: Spot, zoom: number): void {
    if (zoom >= AREAS_FROM - 0.5) for (const area of this.areas) drawArea(context, area, camera, this.palette, area.card.code === this.pickedArea || this.#isFocused(area))
    drawLabels(context, this.#placed, camera, this.palette, this.sprites)
    if (this.here) drawRange(context, this.here, camera, this.palette)
    const inside = (at: Spot): Spot | null => {
      const [x, y] = [at.x * camera.scale - camera.x, at.y * camera.scale - camera.y]
      return x > -40 && y > -40 && x < size.x + 40 && y < size.y + 40 ? { x, y } : null
    }
    for (const small of [true, false]) this.#drawMarks(context, small, inside)
    for (const group of this.groups) this.#drawGroup(context, group, inside(group))
    if (this.here) drawHere(context, this.here, camera, this.palette)
    this.#drawPicked(context, inside)
    this.#drawFocus(context, inside)
  }

  #drawMarks(context: CanvasRenderingContext2D, small: boolean, inside: (at: Spot) => Spot | null): void {
    for (const mark of this.marks) {
      if (this.#small.has(mark) !== small) continue
      const at = inside(mark)
      if (!at) continue
      this.#stamp(context, mark.point, at, small ? 'small' : 'plain')
      if (this.saved.has(mark.point.uscc)) stamp(context, starSprite(this.sprites), at.x + 10, at.y - 10)
    }
  }

  /** A group of one is a mark at once; where exactly, the next zoom tells. */
  #drawGroup(context: CanvasRenderingContext2D, group: Group, at: Spot | null): void {
    if (!at) return
    const { sprites, palette, manner } = this
    if (group.n === 1) stamp(context, markSprite(sprites, palette, commonest(group.mix), false, 'plain', manner.elder), at.x, at.y)
    else stamp(context, ringSprite(sprites, palette, group.mix, group.n, manner), at.x, at.y)
  }

  #drawPicked(context: CanvasRenderingContext2D, inside: (at: Spot) => Spot | null): void {
    const shop = this.pickedShop
    const at = shop && inside(project(shop))
    if (shop && at) this.#stamp(context, shop, at, 'picked')
  }

  #drawFocus(context: CanvasRenderingContext2D, inside: (at: Spot) => Spot | null): void {
    if (!this.focus || this.focus.kind === 'area') return
    const spot = this.focus.kind === 'group' ? this.focus.group : this.focus.mark
    const at = inside(spot)
    if (!at) return
    context.beginPath()
    context.arc(at.x, at.y, (this.focus.kind === 'group' ? this.#radius(this.focus.group) : markRadius('plain', this.manner.elder)) + 6, 0, Math.PI * 2)
    context.strokeStyle = this.palette.me
    context.lineWidth = 3
    context.stroke()
  }

  #stamp(context: CanvasRenderingContext2D, point: MapPoint, at: Spot, look: MarkLook): void {
    stamp(context, markSprite(this.sprites, this.palette, point.grade, point.precision === 'county', look, this.manner.elder), at.x, at.y)
  }

  #isFocused(area: Area): boolean {
    return this.focus?.kind === 'area' && this.focus.area.card.code === area.card.code
  }

  #radius(group: Group): number {
    return group.n === 1 ? markRadius('plain', this.manner.elder) : radiusOf(group.n, this.manner.elder)
  }

  /** What is under a finger: rings and marks before the district below them; `at` in world units. */
  find(at: Spot, scale: number, reach = 22): Item | null {
    let best: Item | null = null
    let least = Infinity
    const look = (spot: Spot, radius: number, item: Item): void => {
      const away = Math.hypot(spot.x - at.x, spot.y - at.y) * scale
      if (away > Math.max(radius + 4, reach) || away - radius >= least) return
      best = item
      least = away - radius
    }
    for (const group of this.groups) look(group, this.#radius(group), { kind: 'group', group })
    for (const mark of this.marks) look(mark, this.#small.has(mark) ? 4 : 13, { kind: 'mark', mark })
    if (best) return best
    const named = labelAt(this.#placed, at, scale)?.code
    const area = this.areas.find((one) => one.card.code === named) ?? this.areas.find((one) => isInside(one, at))
    return area && Math.log2(scale) >= AREAS_FROM - 0.5 ? { kind: 'area', area } : null
  }
}

/** Which marks have no room for a letter: better grades and exact places come first. */
function crowded(marks: readonly Mark[], apart: number): Set<Mark> {
  const ranked = marks.map((mark) => ({ mark, rank: (mark.point.precision === 'county' ? 10 : 0) + GRADES.indexOf(mark.point.grade) }))
  ranked.sort((a, b) => a.rank - b.rank || (a.mark.point.uscc < b.mark.point.uscc ? -1 : 1))
  const full = new Map<number, Mark[]>()
  const small = new Set<Mark>()
  for (const { mark } of ranked) {
    const square = Math.floor(mark.x / apart) * ROW + Math.floor(mark.y / apart)
    if (hasNear(full, square, mark, apart)) small.add(mark)
    else if (full.has(square)) full.get(square)?.push(mark)
    else full.set(square, [mark])
  }
  return small
}

/** More squares of a grid in a column than the province has at any zoom. */
const ROW = 2 ** 24

function hasNear(full: ReadonlyMap<number, Mark[]>, square: number, mark: Mark, apart: number): boolean {
  for (let column = -ROW; column <= ROW; column += ROW) {
    for (let row = -1; row <= 1; row++) {
      for (const other of full.get(square + column + row) ?? []) if (Math.hypot(other.x - mark.x, other.y - mark.y) < apart) return true
    }
  }
  return false
}

const cut = (name: string): string => (name.length > 10 ? `${name.slice(0, 9)}…` : name)

const onCanvas = (here: Here, { scale, x, y }: Camera): Spot => {
  const spot = project(here)
  return { x: spot.x * scale - x, y: spot.y * scale - y }
}

/** Somewhere in this circle. */
function drawRange(context: CanvasRenderingContext2D, here: Here, camera: Camera, palette: Palette): void {
  const { x, y } = onCanvas(here, camera)
  const radius = (here.accuracy / METRES_A_UNIT / Math.cos((here.lat * Math.PI) / 180)) * camera.scale
  context.fillStyle = palette.me
  context.globalAlpha = 0.14
  circle(context, x, y, Math.min(2000, Math.max(radius, 18)))
  context.globalAlpha = 1
}

function drawHere(context: CanvasRenderingContext2D, here: Here, camera: Camera, palette: Palette): void {
  const { x, y } = onCanvas(here, camera)
  context.fillStyle = 'rgba(6,48,79,.25)'
  circle(context, x, y + 1, 12)
  context.fillStyle = '#fff'
  circle(context, x, y, 10.5)
  context.fillStyle = palette.me
  circle(context, x, y, 7.5)
}

function circle(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath()
  context.arc(x, y, radius, 0, Math.PI * 2)
  context.fill()
}
