/**
 * 天地图's own picture of the ground, where the operator has a key for it and the person asks for it.
 * Web-Mercator tiles in CGCS2000, so our WGS-84 points lie right on them.
 */
import type * as L from 'leaflet'
import { layerGroup, tileLayer } from '../leaflet/core.ts'

const HOST = 'https://t{s}.tianditu.gov.cn'
const WMTS = 'SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles'

/** Streets, and the names on them. */
export function makeTianditu(key: string): L.LayerGroup {
  const tiles = (layer: string): L.TileLayer =>
    tileLayer(`${HOST}/${layer}_w/wmts?${WMTS}&LAYER=${layer}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key)}`, {
      subdomains: '01234567', maxNativeZoom: 18, maxZoom: 22, zIndex: 2,
      // A browser key is bound to a domain: 天地图 is told that, and not which page of it.
      referrerPolicy: 'strict-origin',
    })
  return layerGroup([tiles('vec'), tiles('cva')])
}
