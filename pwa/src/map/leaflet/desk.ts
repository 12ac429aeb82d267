/** What desks need besides: they draw boundaries and set pins. This is what `import … from 'leaflet'` means here. */
import 'leaflet/src/layer/Tooltip.js'

export * from './core.ts'
export * as DomUtil from 'leaflet/src/dom/DomUtil.js'
export * as DomEvent from 'leaflet/src/dom/DomEvent.js'
export { control } from 'leaflet/src/control/index.js'
export { toLatLng as latLng } from 'leaflet/src/geo/LatLng.js'
export { toLatLngBounds as latLngBounds } from 'leaflet/src/geo/LatLngBounds.js'
export { geoJSON } from 'leaflet/src/layer/GeoJSON.js'
export { DivIcon, divIcon, Marker, marker } from 'leaflet/src/layer/marker/index.js'
export { circleMarker, polygon, polyline, svg } from 'leaflet/src/layer/vector/index.js'
