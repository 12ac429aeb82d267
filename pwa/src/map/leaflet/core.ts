/**
 * Of Leaflet 1.9.4 what a map without markers and pop-ups needs, from its source modules: half of the
 * whole library. Vite's alias gives `leaflet` itself to `desk.ts`, so that there is one copy.
 */
export { setPosition, setTransform } from 'leaflet/src/dom/DomUtil.js'
export { toPoint as point } from 'leaflet/src/geometry/Point.js'
export { Layer } from 'leaflet/src/layer/Layer.js'
export { layerGroup } from 'leaflet/src/layer/LayerGroup.js'
export { GridLayer } from 'leaflet/src/layer/tile/GridLayer.js'
export { tileLayer } from 'leaflet/src/layer/tile/TileLayer.js'
export { map } from 'leaflet/src/map/index.js'
