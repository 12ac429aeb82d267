/** A declared place on a small map: its county, where the shop stood before, and the way between. */
import * as L from 'leaflet'
import { makeBasemap } from '../../map/view/basemap.ts'
import { paletteOf } from '../../map/view/palette.ts'
import { countyGround } from './county-ground.ts'
import type { PinReview } from './district-calls.ts'
import { isDark, sign } from './board-parts.ts'
import './district-map.css'

interface Names { now: string; before: string; zoomIn: string; zoomOut: string }

const STREET_ZOOM = 15

/** Returns what takes the map away again. */
export function mountPin(host: HTMLElement, pin: PinReview, names: Names, failed: () => void): () => void {
  const map = L.map(host, { zoomControl: false, attributionControl: false, maxZoom: 18, minZoom: 5, zoomAnimation: false, keyboard: false, scrollWheelZoom: false })
  const palette = paletteOf(isDark())
  host.style.background = palette.beyond
  makeBasemap(palette, failed).addTo(map)
  L.control.zoom({ zoomInTitle: names.zoomIn, zoomOutTitle: names.zoomOut }).addTo(map)
  L.control.scale({ imperial: false }).addTo(map)
  const renderer = L.svg({ padding: 0.5 })
  const now: L.LatLngTuple = [pin.lat, pin.lng]
  map.setView(now, STREET_ZOOM)
  if (pin.position) {
    const before: L.LatLngTuple = [pin.position.lat, pin.position.lng]
    L.polyline([before, now], { renderer, className: 'board-line', interactive: false }).addTo(map)
    L.circleMarker(before, { renderer, radius: 7, className: 'board-outside', interactive: false }).bindTooltip(names.before, { permanent: true, direction: 'bottom', offset: [0, 9] }).addTo(map)
    map.fitBounds(L.latLngBounds([before, now]).pad(0.4), { maxZoom: STREET_ZOOM, animate: false })
  }
  L.marker(now, { icon: sign('board-finding', ''), interactive: false, keyboard: false }).bindTooltip(names.now, { permanent: true, direction: 'top', offset: [0, -32] }).addTo(map)
  for (const { adcode } of pin.expected) {
    countyGround(adcode).then(
      (county) => county && map.getContainer().isConnected && L.geoJSON(county.shape, { style: { renderer, className: 'board-county' } as L.PathOptions, interactive: false }).addTo(map),
      failed,
    )
  }
  return () => void map.remove()
}
