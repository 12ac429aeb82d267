/**
 * What the map page knows, for the page, its list and its sheets. The address holds the place, the filter,
 * the chosen shop or district, the view and the open sheet: it can be shared, survives a reload, and the
 * back button closes sheets. The person's own position is in memory only and never in an address.
 */
import { place, setSearch, undo } from '../../kit/router.svelte.ts'
import { NOTHING, type Mix } from '../../map/view/mix.ts'
import { project, unproject } from '../../map/view/project.ts'
import type { Box, DistrictCard, Head, LngLat, MapPoint } from '../../map/source.ts'
import { readAddress, writeAddress, type Address, type At, type Mode, type Panel } from './address.ts'

export type { At, Mode, Panel } from './address.ts'

/** Where the map is when nothing else is said: the whole province. */
export const FIRST: At = { lng: 96.2, lat: 35.7, z: 5 }

export interface View {
  at: At
  /** The filter's canonical text (`src/map/filter.ts`). */
  f: string
  /** The chosen merchant's uscc, or empty; `picked` as soon as its data are known. */
  m: string
  picked: MapPoint | null
  /** The chosen district's nine digits, or empty; `district` as soon as its card is known. */
  d: string
  district: DistrictCard | null
  mode: Mode
  /** A sheet without a subject of its own; over the chosen shop or district. */
  open: Panel | null
  /** The person's position, only after a tap, never sent and never kept. */
  here: (LngLat & { accuracy: number }) | null
  head: Head | null
  /** West, south, east, north of what is seen. */
  box: Box
  /** How many of the filter's merchants are seen, by grade, and how many there are in all. */
  shown: number
  mix: Mix
  total: number | null
  /** Height in pixels of the sheet over the map's lower edge. */
  covered: number
  /** Height in pixels of what lies over its upper edge: search field, chips, notice. */
  above: number
}

export const view = $state<View>({
  at: FIRST, f: '', m: '', picked: null, d: '', district: null, mode: 'map', open: null, here: null,
  head: null, box: [89.35, 31.55, 103.12, 39.25], shown: 0, mix: NOTHING, total: null, covered: 0, above: 110,
})

/** Nobody has said or chosen a place yet. */
export const isFirst = (): boolean => view.at.lng === FIRST.lng && view.at.lat === FIRST.lat

/** The sheet that is open, if any. */
export const panel = (): Panel | null => view.open ?? (view.m ? 'merchant' : view.d ? 'district' : null)

let written = ''
let usual: Mode = 'map'
/** The address named a shop or district but no place: the map goes there once it is known where that is. */
let seeks = false

/** The page is left, while it still stands, as soon as the path is another. */
const isHere = (): boolean => /^\/map\/?$/.test(place.path)

function write(push = false): void {
  if (!isHere()) return
  written = writeAddress(address(), usual)
  setSearch(written, { push })
}

const address = (): Address => ({ at: view.at, f: view.f, m: view.m, d: view.d, mode: view.mode, open: view.open })

/** Takes over what the address says, when the page opens. `mode` is what an address without a view means. */
export function enter(mode: Mode): void {
  const told = readAddress(place.search)
  usual = mode
  seeks = !told.at && Boolean(told.m || told.d)
  view.at = told.at ?? view.at
  view.box = boxAround(view.at)
  view.f = told.f
  view.mode = told.mode ?? mode
  choose(told)
  write()
}

/** What the address chose has become known. */
export function found(chosen: MapPoint | DistrictCard): void {
  const isShop = 'uscc' in chosen
  if (isShop) view.picked = chosen
  else view.district = chosen
  if (!seeks || (!isShop && view.m)) return
  seeks = false
  if (isShop) flyTo(chosen)
  else fitBox(chosen.bbox)
}

/** The address has changed under us: back or forward. Place and filter stay, the sheets follow. */
export function follow(): void {
  if (!isHere() || place.search === written) return
  const told = readAddress(place.search)
  view.mode = told.mode ?? usual
  choose(told)
  write()
}

function choose({ m, d, open }: Address): void {
  if (view.picked?.uscc !== m) view.picked = null
  if (view.district?.code !== d) view.district = null
  Object.assign(view, { m, d, open })
}

let timer = 0

/** The map rests here now. Written a little later: Safari takes at most 100 changes in 30 seconds. */
export function restAt(at: At, box: Box): void {
  view.at = at
  view.box = box
  clearTimeout(timer)
  timer = window.setTimeout(() => write(), 250)
}

/** Nothing is written after the page is left. */
export function leave(): void {
  clearTimeout(timer)
}

export function openPanel(name: Exclude<Panel, 'merchant' | 'district'>): void {
  if (view.open === name) return
  const push = !view.open
  view.open = name
  write(push)
}

/** Closes the topmost sheet, as the back button does. */
export function closePanel(): void {
  const rest: Address = view.open ? { ...address(), open: null } : view.m ? { ...address(), m: '' } : { ...address(), d: '' }
  undo(writeAddress(rest, usual))
}

/** A merchant is chosen: its sheet opens in place of any other. */
export function pick(point: MapPoint): void {
  const push = !view.m && !view.open
  Object.assign(view, { m: point.uscc, picked: point, open: null })
  write(push)
}

/** A district is chosen, by its card or, where that is not at hand, by its nine digits. */
export function openDistrict(chosen: DistrictCard | string): void {
  const code = typeof chosen === 'string' ? chosen : chosen.code
  const push = !view.d && !view.m && !view.open
  const district = typeof chosen === 'string' ? (view.district?.code === code ? view.district : null) : chosen
  Object.assign(view, { d: code, district, m: '', picked: null, open: null })
  write(push)
}

/** Filters by a text of `writeFilter`; what is seen follows at once. */
export function setFilter(f: string): void {
  view.f = f
  write()
}

export function setMode(mode: Mode): void {
  if (view.mode === mode) return
  view.mode = mode
  write(true)
}

/** What moves the map when a sheet or the list asks for it; the canvas takes this role while it is there. */
export interface Mover {
  flyTo(at: LngLat & { z?: number }): void
  fitBox(box: Box): void
}

let mover: Mover | null = null
export function setMover(next: Mover | null): void {
  mover = next
}

/** Show this place, at `z` or near enough to see single shops. */
export function flyTo(at: LngLat & { z?: number }): void {
  if (mover) mover.flyTo(at)
  else moved({ lng: at.lng, lat: at.lat, z: at.z ?? Math.max(view.at.z, 15) })
}

/** Show all of this box (west, south, east, north). */
export function fitBox(box: Box): void {
  const [w, s, e, n] = box
  if (mover) mover.fitBox(box)
  else moved({ lng: (w + e) / 2, lat: (s + n) / 2, z: Math.max(6, Math.floor(Math.log2(360 / Math.max(e - w, n - s)))) }, box)
}

/** Without a map only the place is kept: the list follows it. */
function moved(at: At, box = boxAround(at)): void {
  restAt(at, box)
}

/** What a map in this window shows. */
function boxAround(at: At): Box {
  const { x, y } = project(at)
  const [across, down] = [Math.min(innerWidth, 560) / 2 ** (at.z + 1), innerHeight / 2 ** (at.z + 1)]
  const [low, high] = [unproject({ x: x - across, y: y + down }), unproject({ x: x + across, y: y - down })]
  return [low.lng, low.lat, high.lng, high.lat]
}
