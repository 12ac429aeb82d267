/** A map that moves under a pin that stays: Leaflet comes with it, only when the screen is opened. */
import * as L from 'leaflet'
import { makeBasemap } from '../../map/view/basemap.ts'
import { paletteOf } from '../../map/view/palette.ts'
import '../../map/view/leaflet.css'
import type { DistrictCard } from '../../parts/district/shapes.ts'
import type { Spot } from './place-calls.ts'

/** A door is told apart from the next one. */
export const DOOR_ZOOM = 17
export const TOWN_ZOOM = 14
const MAX_ZOOM = 18
const METRES_A_DEGREE = 111_195

export interface Board {
  /** Where the pin should point, without telling `moved`. */
  aim(at: Spot, zoom?: number): void
  nudge(eastMetres: number, northMetres: number): void
  zoom(by: 1 | -1): void
  leave(): void
}

interface Wishes {
  was: Spot | null
  districts: readonly DistrictCard[]
  /** The pin points here now; a pixel is so many metres. */
  moved: (at: Spot, metresAPixel: number) => void
  failed: () => void
}

export function mountBoard(host: HTMLElement, start: Spot, zoom: number, { was, districts, moved, failed }: Wishes): Board {
  const map = L.map(host, { attributionControl: false, zoomControl: false, keyboard: false, maxZoom: MAX_ZOOM, minZoom: 6, scrollWheelZoom: 'center', touchZoom: 'center', doubleClickZoom: 'center' })
  const palette = paletteOf(getComputedStyle(document.documentElement).colorScheme === 'dark')
  host.style.background = palette.beyond
  makeBasemap(palette, failed).addTo(map)
  map.setView([start.lat, start.lng], zoom)
  const renderer = L.svg({ padding: 0.5 })
  for (const { boundary } of districts) {
    const ring = boundary.coordinates[0]?.map(([lng, lat]): L.LatLngTuple => [lat, lng])
    if (ring) L.polygon(ring, { renderer, interactive: false, color: palette.district, weight: 2, dashArray: '7 5', fillOpacity: 0.09 }).addTo(map)
  }
  if (was) L.circleMarker([was.lat, was.lng], { renderer, interactive: false, radius: 7, color: palette.labelWeak, weight: 3, fillColor: palette.disc, fillOpacity: 1 }).addTo(map)
  let quiet = false
  const tell = (): void => {
    const { lng, lat } = map.getCenter()
    if (!quiet) moved({ lng: round(lng), lat: round(lat) }, scaleAt(lat, map.getZoom()))
  }
  map.on('move zoomend', tell)
  tell()

  function aim(at: Spot, to = map.getZoom()): void {
    quiet = true
    map.setView([at.lat, at.lng], to, { animate: false })
    quiet = false
    moved(at, scaleAt(at.lat, to))
  }

  return {
    aim,
    nudge(east, north) {
      const { lng, lat } = map.getCenter()
      aim({ lng: round(lng + east / METRES_A_DEGREE / Math.cos((lat * Math.PI) / 180)), lat: round(lat + north / METRES_A_DEGREE) })
    },
    zoom: (by) => void map.setZoom(map.getZoom() + by, { animate: false }),
    leave: () => void map.remove(),
  }
}

/** A decimetre: more than anybody can aim. */
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

const scaleAt = (lat: number, zoom: number): number => (40_075_017 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom)
