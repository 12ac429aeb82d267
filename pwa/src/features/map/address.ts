/** What an address of the map says: `/map?at=101.77,36.62,13&f=g:AB&m=…&d=…&view=list&open=filter`. */
import { filterOrNone, writeFilter } from '../../map/filter.ts'
import type { LngLat } from '../../map/source.ts'

export interface At extends LngLat { z: number }
export type Mode = 'map' | 'list'
/** The sheets over the map; merchant and district are open when one is chosen, `go` hands the merchant to a map app. */
export type Panel = 'filter' | 'search' | 'merchant' | 'district' | 'layers' | 'saved' | 'offline' | 'go'
export const OPENABLE: readonly Panel[] = ['filter', 'search', 'layers', 'saved', 'offline', 'go']

export interface Address { at: At | null; f: string; m: string; d: string; mode: Mode | null; open: Panel | null }

export const MIN_ZOOM = 5
export const MAX_ZOOM = 18
/** Pinching stops at quarters: whole steps would tear the map out of two fingers. */
export const ZOOM_STEP = 0.25

/** Reads an address that anybody may have typed; what makes no sense is as if it were not there. */
export function readAddress(search: string): Address {
  const query = new URLSearchParams(search)
  const one = (name: string, shape: RegExp): string => (shape.test(query.get(name) ?? '') ? (query.get(name) as string) : '')
  const view = query.get('view')
  const open = query.get('open') as Panel
  return {
    at: readAt(query.get('at') ?? ''),
    f: writeFilter(filterOrNone(query.get('f') ?? '')),
    m: one('m', /^[0-9A-HJ-NPQRTUWXY]{18}$/),
    d: one('d', /^63\d{7}$/),
    mode: view === 'list' || view === 'map' ? view : null,
    open: OPENABLE.includes(open) ? open : null,
  }
}

function readAt(text: string): At | null {
  const parts = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  const [lng, lat, z] = parts as [number, number, number]
  if (parts.length !== 3 || !parts.every(Number.isFinite)) return null
  if (lng < 85 || lng > 107 || lat < 29 || lat > 42) return null
  return { lng, lat, z: Math.round(Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, z)) / ZOOM_STEP) * ZOOM_STEP }
}

/** Four decimals are ten metres; further in five. `usual`: the view that need not be said. */
export function writeAddress({ at, f, m, d, mode, open }: Address, usual: Mode): string {
  const digits = at && at.z >= 15 ? 5 : 4
  const pairs = [
    ['at', at ? `${+at.lng.toFixed(digits)},${+at.lat.toFixed(digits)},${at.z}` : ''],
    ['f', f],
    ['m', m],
    ['d', d],
    ['view', mode && mode !== usual ? mode : ''],
    ['open', open ?? ''],
  ] as const
  const text = pairs.filter(([, value]) => value).map(([name, value]) => `${name}=${readable(value)}`).join('&')
  return text && `?${text}`
}

/** Encoded, but for what may stand in a query and reads better plain. */
const readable = (value: string): string => encodeURIComponent(value).replace(/%3A/g, ':').replace(/%3B/g, ';').replace(/%2C/g, ',')
