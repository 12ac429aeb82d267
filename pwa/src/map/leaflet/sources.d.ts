/** Leaflet's source modules have no types of their own. */
declare module 'leaflet/src/dom/DomUtil.js' {
  import { DomUtil } from 'leaflet'
  export const setPosition: typeof DomUtil.setPosition
  export const setTransform: typeof DomUtil.setTransform
}
declare module 'leaflet/src/dom/DomEvent.js'
declare module 'leaflet/src/geometry/Point.js' { export { point as toPoint } from 'leaflet' }
declare module 'leaflet/src/geo/LatLng.js' { export { latLng as toLatLng } from 'leaflet' }
declare module 'leaflet/src/geo/LatLngBounds.js' { export { latLngBounds as toLatLngBounds } from 'leaflet' }
declare module 'leaflet/src/layer/Layer.js' { export { Layer } from 'leaflet' }
declare module 'leaflet/src/layer/LayerGroup.js' { export { layerGroup } from 'leaflet' }
declare module 'leaflet/src/layer/Tooltip.js'
declare module 'leaflet/src/layer/GeoJSON.js' { export { geoJSON } from 'leaflet' }
declare module 'leaflet/src/layer/tile/GridLayer.js' { export { GridLayer } from 'leaflet' }
declare module 'leaflet/src/layer/tile/TileLayer.js' { export { tileLayer } from 'leaflet' }
declare module 'leaflet/src/layer/marker/index.js' { export { DivIcon, divIcon, Marker, marker } from 'leaflet' }
declare module 'leaflet/src/layer/vector/index.js' { export { circleMarker, polygon, polyline, svg } from 'leaflet' }
declare module 'leaflet/src/control/index.js' { export { control } from 'leaflet' }
declare module 'leaflet/src/map/index.js' { export { map } from 'leaflet' }
