/** The Leaflet map behind the page: viewport, tiles, taps, keys. Made when the page has a place for it. */
import type * as L from 'leaflet'
import { map as leafletMap } from '../../map/leaflet/core.ts'
import '../../map/view/leaflet.css'
import { makeBasemap, type BasemapLayer } from '../../map/view/basemap.ts'
import { Feed, type Shown } from '../../map/view/feed.ts'
import { groundData } from '../../map/view/ground.ts'
import { groundLabels, type Label } from '../../map/view/labels.ts'
import { makeSceneLayer, worldAt, type SceneLayer } from '../../map/view/layer.ts'
import { AREAS_FROM } from '../../map/view/polygons.ts'
import { project, PROVINCE, unproject } from '../../map/view/project.ts'
import { tally } from '../../map/view/tally.ts'
import { makeTianditu } from '../../map/view/tianditu.ts'
import type { Item, Manner } from '../../map/view/scene.ts'
import type { Box, LngLat, MapSource } from '../../map/source.ts'
import { MAX_ZOOM, MIN_ZOOM, ZOOM_STEP } from './address.ts'
import { isFirst, openDistrict, pick, restAt, setMover, view } from './state.svelte.ts'

/** Seen beyond the edges, so that rings half outside are whole. */
const EDGE = 64
const DISTRICTS_WAIT_MS = 200

export interface BoardEvents {
  shown(shown: Shown): void
  busy(busy: boolean): void
  fail(reason: unknown): void
}

export class Board {
  readonly map: L.Map
  readonly layer: SceneLayer
  readonly feed: Feed
  #ground: BasemapLayer | null = null
  #tianditu: L.LayerGroup | null = null
  #names: Label[] = []
  #districts = new AbortController()
  #timer = 0
  #still = matchMedia('(prefers-reduced-motion: reduce)').matches

  constructor(place: HTMLElement, readonly source: MapSource, readonly events: BoardEvents) {
    const [w, s, e, n] = PROVINCE
    this.map = leafletMap(place, {
      center: [view.at.lat, view.at.lng], zoom: view.at.z, minZoom: MIN_ZOOM, maxZoom: MAX_ZOOM,
      maxBounds: [[s - 3, w - 4], [n + 3, e + 4]], maxBoundsViscosity: 0.8,
      zoomSnap: ZOOM_STEP, zoomControl: false, attributionControl: false, fadeAnimation: false,
      zoomAnimation: !this.#still, inertia: !this.#still, bounceAtZoomLimits: false, tapHold: false,
    })
    if (isFirst()) this.map.fitBounds([[s, w], [n, e]], { paddingTopLeft: [6, 110], paddingBottomRight: [6, 90], animate: false })
    this.layer = makeSceneLayer()
    this.feed = new Feed(source, { change: (shown) => this.#show(shown), busy: events.busy, fail: events.fail })
    this.map.addLayer(this.layer)
    this.map.on('moveend', () => this.#rest())
    // Leaflet has begun to run to another zoom: its tiles are asked for at once.
    this.map.on('zoomanim', (event) => this.#lookAt((event as L.ZoomAnimEvent).center, (event as L.ZoomAnimEvent).zoom))
    this.map.on('click', (event) => this.#tap(event as L.LeafletMouseEvent))
    this.map.on('mousemove', (event) => this.#point(event as L.LeafletMouseEvent))
    setMover({ flyTo: (at) => this.flyTo(at), fitBox: (box) => this.fitBox(box) })
    void groundData().then((data) => {
      this.#names = groundLabels(data)
      this.#label()
    }, () => undefined)
  }

  close(): void {
    setMover(null)
    clearTimeout(this.#timer)
    this.#districts.abort()
    this.feed.close()
    this.map.remove()
  }

  /** Light or dark, Chinese or English, large or normal. */
  setManner(manner: Manner): void {
    const { scene } = this.layer
    const turned = !this.#ground || scene.manner.dark !== manner.dark
    scene.setManner(manner)
    if (turned) {
      this.#ground?.remove()
      this.#ground = makeBasemap(scene.palette, (reason) => this.events.fail(reason)).addTo(this.map)
    }
    this.layer.refresh()
  }

  /** 天地图 over our own ground, with its names in place of ours; null for our own alone. */
  setTianditu(key: string | null): void {
    this.#tianditu?.remove()
    this.#tianditu = key ? makeTianditu(key).addTo(this.map) : null
    this.#label()
  }

  #label(): void {
    this.layer.scene.ground = this.#tianditu ? [] : this.#names
    this.layer.refresh()
  }

  /** The filter or the place has changed, or there is something newer. */
  look(): void {
    this.#lookAt(this.map.getCenter(), this.map.getZoom())
  }

  renew(): void {
    this.feed.renew()
    this.#ground?.retry()
    this.#findDistricts()
  }

  /** Rings of a whole zoom serve until the next, further apart meanwhile. */
  #lookAt(center: L.LatLng, zoom: number): void {
    const middle = this.map.project(center, zoom)
    const { x, y } = this.map.getSize().divideBy(2)
    const scale = 1 / 2 ** zoom
    this.feed.look({ zoom: Math.floor(zoom + 0.01), left: (middle.x - x - EDGE) * scale, top: (middle.y - y - EDGE) * scale, right: (middle.x + x + EDGE) * scale, bottom: (middle.y + y + EDGE) * scale }, view.f)
  }

  #rest(): void {
    const { lng, lat } = this.map.getCenter()
    restAt({ lng, lat, z: Math.round(this.map.getZoom() / ZOOM_STEP) * ZOOM_STEP }, this.box())
    this.look()
    this.count()
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => this.#findDistricts(), DISTRICTS_WAIT_MS)
  }

  /** How many are seen above the sheet. */
  count(): void {
    const { scene } = this.layer
    Object.assign(view, tally(this.feed.cells(), scene.marks, this.#seen()))
  }

  #seen(): { left: number; top: number; right: number; bottom: number } {
    const [w, s, e, n] = this.box()
    const [a, b] = [project({ lng: w, lat: n }), project({ lng: e, lat: s })]
    return { left: a.x, top: a.y, right: b.x, bottom: b.y }
  }

  box(): Box {
    const bounds = this.map.getBounds()
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]
  }

  #show(shown: Shown): void {
    this.layer.scene.show(shown)
    this.layer.refresh()
    this.count()
    this.events.shown(shown)
  }

  /** What is in sight, the greatest and best first: what a keyboard steps through. */
  inSight(): Item[] {
    const { scene } = this.layer
    const { left, top, right, bottom } = this.#seen()
    const inside = ({ x, y }: { x: number; y: number }): boolean => x >= left && x <= right && y >= top && y <= bottom
    const groups = scene.groups.filter(inside).sort((a, b) => b.n - a.n)
    const areas = scene.areas.filter(({ label }) => inside(label))
    return [
      ...areas.map((area): Item => ({ kind: 'area', area })),
      ...groups.map((group): Item => ({ kind: 'group', group })),
      ...scene.marks.filter(inside).map((mark): Item => ({ kind: 'mark', mark })),
    ]
  }

  #findDistricts(): void {
    this.#districts.abort()
    if (this.map.getZoom() < AREAS_FROM) return
    const abort = (this.#districts = new AbortController())
    this.source.districts(this.box(), abort.signal).then((cards) => {
      if (abort.signal.aborted) return
      this.layer.scene.setAreas(cards)
      this.layer.refresh()
    }, () => undefined)
  }

  #tap({ containerPoint }: L.LeafletMouseEvent): void {
    const item = this.layer.scene.find(worldAt(this.map, containerPoint), 2 ** this.map.getZoom())
    if (item) this.open(item)
  }

  #point({ containerPoint }: L.LeafletMouseEvent): void {
    const item = this.layer.scene.find(worldAt(this.map, containerPoint), 2 ** this.map.getZoom(), 0)
    this.map.getContainer().classList.toggle('over', item !== null)
  }

  /** A ring zooms in, a merchant and a district open. */
  open(item: Item): void {
    if (item.kind === 'mark') pick(item.mark.point)
    else if (item.kind === 'area') openDistrict(item.area.card)
    else {
      const { lng, lat } = unproject(item.group)
      const zoom = Math.min(MAX_ZOOM, Math.floor(this.map.getZoom() + 0.01) + 2)
      this.map.setView([lat, lng], zoom, { animate: !this.#still })
    }
  }

  /** A keyboard user stands on an item of the list beside the map. */
  focus(item: Item | null): void {
    this.layer.scene.focus = item
    this.layer.refresh()
  }

  zoomBy(steps: number): void {
    this.map.setZoom(this.map.getZoom() + steps)
  }

  flyTo({ lng, lat, z }: LngLat & { z?: number }): void {
    const zoom = z ?? Math.max(15, this.map.getZoom())
    const shift = view.covered / 2
    const centre = this.map.unproject(this.map.project([lat, lng], zoom).add([0, shift]), zoom)
    this.map.setView(centre, zoom, { animate: !this.#still && this.map.getBounds().pad(1).contains(centre) })
  }

  fitBox([w, s, e, n]: Box): void {
    this.map.fitBounds([[s, w], [n, e]], { paddingTopLeft: [24, 150], paddingBottomRight: [24, 60 + view.covered], maxZoom: 17, animate: !this.#still })
  }

  /** Moves just enough that a place is seen between the search field and the sheet. */
  uncover({ lng, lat }: LngLat): void {
    const at = this.map.latLngToContainerPoint([lat, lng])
    const { x, y } = this.map.getSize()
    const [low, high] = [y - view.covered - 48, view.above + 30]
    const dy = at.y > low ? at.y - low : at.y < high ? at.y - high : 0
    const dx = at.x < 40 ? at.x - 40 : at.x > x - 40 ? at.x - x + 40 : 0
    if (dx || dy) this.map.panBy([dx, dy], { animate: !this.#still })
  }
}
