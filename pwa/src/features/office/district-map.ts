/** The drawing board: Leaflet, the offline base map, and handles that a finger, a mouse or keys can move. */
import * as L from 'leaflet'
import { makeBasemap } from '../../map/view/basemap.ts'
import { paletteOf } from '../../map/view/palette.ts'
import type { Point, Polygon } from '../../parts/district/shapes.ts'
import { isDark, sign } from './board-parts.ts'
import { countyGround } from './county-ground.ts'
import type { Finding, Spot } from './district-calls.ts'
import { middle, type Crossing } from './district-ring.ts'
import './district-map.css'

export interface Drawing {
  ring: readonly Point[]
  holes: readonly Point[][]
  /** Whether the ring is closed: an open one grows with every tap. */
  closed: boolean
  selected: number
  crossings: readonly Crossing[]
  findings: readonly Finding[]
  members: readonly (Spot & { inside: boolean })[]
  others: readonly { name: string; boundary: Polygon }[]
}

export interface Hands {
  /** Labels for those who hear the map: a vertex, a place for a new one. */
  names: { vertex: (n: number) => string; between: (n: number) => string; zoomIn: string; zoomOut: string }
  add(point: Point): void
  insert(after: number, point: Point): void
  move(at: number, point: Point): void
  drop(at: number): void
  pick(at: number): void
  close(): void
  failed(): void
}

export interface Board {
  show(drawing: Drawing): void
  /** Bring the whole ring into view. */
  fit(): void
  toCounty(code: string): Promise<void>
  look(point: Point): void
  destroy(): void
}

const DRAG_PIXELS = 1
const SHIFT_PIXELS = 10
const NEAR_ZOOM = 16
/** Sides shorter than this have no handle in the middle: it would lie under the ends. */
const ROOM_PIXELS = 72
/** Neighbours on a small phone lie close: a larger mark would cover the next one. */
const GRIP_PIXELS = 34

const at = ([lng, lat]: Point): L.LatLngTuple => [lat, lng]
const back = ({ lng, lat }: L.LatLng): Point => [lng, lat]

export function mountBoard(host: HTMLElement, hands: Hands): Board {
  const map = L.map(host, { zoomControl: false, attributionControl: false, maxZoom: 19, minZoom: 5, zoomSnap: 0.25, zoomAnimation: !matchMedia('(prefers-reduced-motion: reduce)').matches, tapHold: false })
  const palette = paletteOf(isDark())
  host.style.background = palette.beyond
  makeBasemap(palette, hands.failed).addTo(map)
  L.control.zoom({ zoomInTitle: hands.names.zoomIn, zoomOutTitle: hands.names.zoomOut }).addTo(map)
  L.control.scale({ imperial: false }).addTo(map)
  map.setView([36.6, 101.5], 7)
  const renderer = L.svg({ padding: 0.5 })
  const under = L.layerGroup().addTo(map)
  const shape = L.layerGroup().addTo(map)
  const grips = L.layerGroup().addTo(map)
  let now: Drawing | null = null

  map.on('click', (event) => {
    if (now && !now.closed) hands.add(back(event.latlng))
    else hands.pick(-1)
  })
  map.on('zoomend', () => now && drawGrips(now))

  function drawUnder({ others, members, findings, crossings, ring }: Drawing): void {
    under.clearLayers()
    for (const one of others) {
      L.polygon(one.boundary.coordinates.map((part) => part.map(at)), { renderer, className: 'board-other', interactive: false }).bindTooltip(one.name, { permanent: true, direction: 'center', className: 'board-name' }).addTo(under)
    }
    for (const spot of members) {
      L.circleMarker([spot.lat, spot.lng], { renderer, radius: spot.inside ? 5 : 7, className: spot.inside ? 'board-inside' : 'board-outside' }).bindTooltip(spot.name).addTo(under)
    }
    for (const { sides } of crossings) {
      for (const side of sides) L.polyline([at(ring[side]!), at(ring[(side + 1) % ring.length]!)], { renderer, className: 'board-crossing', interactive: false }).addTo(under)
    }
    findings.forEach((one, i) => {
      if (typeof one.lng === 'number' && typeof one.lat === 'number') L.marker([one.lat, one.lng], { interactive: false, keyboard: false, icon: sign(`board-finding ${one.level}`, `<b>${i + 1}</b>`) }).addTo(under)
    })
  }

  function drawShape(points: readonly Point[], { closed, holes }: Drawing): void {
    shape.clearLayers()
    const ring = points.map(at)
    const line = closed && ring.length > 2 ? L.polygon([ring, ...holes.map((hole) => hole.map(at))], { renderer, className: 'board-shape', interactive: false }) : L.polyline(ring, { renderer, className: 'board-line', interactive: false })
    line.addTo(shape)
  }

  function drawGrips(drawing: Drawing): void {
    const held = grips.getLayers().some((layer) => (layer as L.Marker).getElement() === document.activeElement)
    grips.clearLayers()
    drawing.ring.forEach((point, i) => grips.addLayer(vertex(drawing, point, i)))
    const sides = drawing.ring.length - (drawing.closed ? 0 : 1)
    for (let i = 0; i < sides; i += 1) addMiddle(drawing, i)
    if (held && drawing.selected >= 0) (grips.getLayers()[drawing.selected] as L.Marker | undefined)?.getElement()?.focus({ preventScroll: true })
  }

  function markPicked({ ring, selected }: Drawing): void {
    grips.getLayers().slice(0, ring.length).forEach((layer, i) => (layer as L.Marker).getElement()?.classList.toggle('picked', i === selected))
  }

  function vertex(drawing: Drawing, point: Point, i: number): L.Marker {
    const first = i === 0 && !drawing.closed && drawing.ring.length > 2
    const marker = L.marker(at(point), { draggable: true, icon: sign(`board-vertex${i === drawing.selected ? ' picked' : ''}${first ? ' first' : ''}`, '', GRIP_PIXELS), title: hands.names.vertex(i + 1) })
    marker.on('drag', () => drawShape(drawing.ring.map((one, j) => (j === i ? back(marker.getLatLng()) : one)), drawing))
    marker.on('dragend', () => hands.move(i, back(marker.getLatLng())))
    marker.on('click', () => (first ? hands.close() : hands.pick(i)))
    marker.on('add', () => {
      const grip = marker.getElement()
      grip?.setAttribute('aria-label', hands.names.vertex(i + 1))
      grip?.addEventListener('focus', () => { if (now && now.selected !== i) hands.pick(i) })
      grip?.addEventListener('keydown', (event) => onKey(event, marker, i))
    })
    return marker
  }

  function addMiddle({ ring }: Drawing, i: number): void {
    const [a, b] = [ring[i]!, ring[(i + 1) % ring.length]!]
    if (map.latLngToLayerPoint(at(a)).distanceTo(map.latLngToLayerPoint(at(b))) < ROOM_PIXELS) return
    const marker = L.marker(at(middle(a, b)), { draggable: true, keyboard: false, icon: sign('board-middle', '', GRIP_PIXELS), title: hands.names.between(i + 1) })
    // For fingers only: by keys the table adds a point, and a row of plus signs says nothing.
    marker.on('add', () => marker.getElement()?.setAttribute('aria-hidden', 'true'))
    marker.on('click', () => hands.insert(i, back(marker.getLatLng())))
    marker.on('drag', () => now && drawShape([...ring.slice(0, i + 1), back(marker.getLatLng()), ...ring.slice(i + 1)], now))
    marker.on('dragend', () => hands.insert(i, back(marker.getLatLng())))
    grips.addLayer(marker)
  }

  function onKey(event: KeyboardEvent, marker: L.Marker, i: number): void {
    const step = event.shiftKey ? SHIFT_PIXELS : DRAG_PIXELS
    const moves: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }
    const move = moves[event.key]
    if (move) hands.move(i, back(map.layerPointToLatLng(map.latLngToLayerPoint(marker.getLatLng()).add(move))))
    else if (event.key === 'Delete' || event.key === 'Backspace') hands.drop(i)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return {
    // A ring that stands keeps its handles: one of them may be under a finger right now.
    show(drawing) {
      const same = now?.ring === drawing.ring && now.closed === drawing.closed
      now = drawing
      drawUnder(drawing)
      if (same) return markPicked(drawing)
      drawShape(drawing.ring, drawing)
      drawGrips(drawing)
    },
    fit() {
      const ring = now?.ring.map(at) ?? []
      if (ring.length > 1) map.fitBounds(L.latLngBounds(ring).pad(0.12), { animate: false })
    },
    async toCounty(code) {
      const county = await countyGround(code).catch(() => null)
      // The base map may come after the first points: then the eye is already where it should be.
      if (county && !now?.ring.length) map.fitBounds([[county.box[1], county.box[0]], [county.box[3], county.box[2]]], { animate: false })
    },
    look: (point) => void map.setView(at(point), Math.max(map.getZoom(), NEAR_ZOOM)),
    destroy: () => void map.remove(),
  }
}
