/**
 * What the map can be asked, whoever answers: the server (`online.ts`), packs on this phone
 * (`packed.ts`), or whichever is there (`chosen.ts`). Shapes are named as in the API.
 *
 * `f` is always the one canonical text of a filter (`filter.ts`). Places are WGS-84.
 */
import type { Grade, Page } from '../api/shapes.ts'

export interface LngLat { lng: number; lat: number }
/** West, south, east, north in degrees. */
export type Box = [number, number, number, number]
/** A tile of the Web-Mercator map, as everybody counts them. */
export interface Tile { z: number; x: number; y: number }

export interface GradeCounts { a: number; b: number; c: number; d: number; n: number }

/** Where the data stand. `counties`: the last version in which each county changed. */
export interface Head {
  version: number
  merchants: number
  grades: GradeCounts
  counties: Record<string, number>
  /** The operator's own 审图号, empty when none; what 天地图 tiles need, where the operator offers them. */
  approvalNo?: string
  tianditu?: { key: string } | null
  /** These packs on this phone answered, because the server did not. */
  packs?: PackStand[]
}

/** A county on this phone: how old, how large. */
export interface PackStand {
  adcode: string
  name: string
  version: number
  merchants: number
  /** Where its merchants are; null when it has none. */
  at: LngLat | null
  /** When the server last said that this is how things stand, in milliseconds. */
  asOf: number
  /** What it takes of the phone's storage. */
  bytes: number
}

/** `[cell, n, nA, nB, nC, nD, nN]`; `cell` is row · 8 + column of the tile's 8 × 8. */
export type Cell = number[]
export interface Cells extends Tile { version: number; total: number; cells: Cell[] }

/** How sure a place is; of `county` the point stands for the whole county (位置为示意). */
export type Precision = 'exact' | 'street' | 'county'

export interface MapPoint extends LngLat {
  uscc: string
  name: string
  trade: string
  grade: Grade
  gradeWord: string
  precision: Precision
  demo: boolean
  address: string
  /** Nine digits, or empty: belongs to no credit district. */
  district: string
  districtName: string
  /** From a pack: what its shop's sheet can tell without a network, and as of when. */
  kept?: { asOf: number; hours: string; promises: string[] }
}
/** A tile merchant by merchant; with more than 400 in it as cells, and `points` empty. */
export interface Points extends Cells { points: MapPoint[] }

/** `metres` from the middle of the asker's cell of about 100 m, to ten metres. */
export interface Near extends MapPoint { metres: number }

export interface Facets {
  version: number
  total: number
  grades: GradeCounts
  trades: { trade: string; count: number }[]
  commitments: { commitment: string; name: string; count: number }[]
  /** Members of districts with a running perk. */
  perks: number
  /** Open at the hour that the filter names; only when it names one. */
  open?: number | null
  districts: { code: string; name: string; count: number }[]
}

export type HitKind = 'merchant' | 'district' | 'division'
export interface Hit extends LngLat {
  kind: HitKind
  /** A uscc, a district's nine digits or a division's six. */
  code: string
  name: string
  detail: string
  trade?: string | null
  grade?: Grade | null
  gradeWord?: string | null
  precision?: Precision | null
  metres?: number | null
  match: 'name' | 'pinyin' | 'initials' | 'street' | 'trade' | 'code'
  demo: boolean
  /** The whole merchant, where a pack answers. */
  point?: MapPoint
}

export interface DistrictCard extends LngLat {
  code: string
  name: string
  kind: string
  kindName: string
  division: string
  divisionName: string
  status: string
  statusName: string
  grade: Grade
  gradeWord: string
  members: number
  gradeCounts: GradeCounts
  bbox: Box
  boundary: { type: 'Polygon'; coordinates: [number, number][][] }
  revision: number
  perks: number
  events: number
  demo: boolean
}
export type DistrictPage = Page<DistrictCard>

/** A county of today. */
export interface County { adcode: string; name: string }

/** Every question may be given up by its signal; it then fails with an AbortError. */
export interface MapSource {
  head(signal?: AbortSignal): Promise<Head>
  clusters(tile: Tile, f: string, signal?: AbortSignal): Promise<Cells>
  points(tile: Tile, f: string, signal?: AbortSignal): Promise<Points>
  facets(f: string, signal?: AbortSignal): Promise<Facets>
  /** Around a place (at most 20 km), nearest first; only its cell of about 100 m is told anybody. */
  near(at: LngLat, radius: number, f: string, limit: number, signal?: AbortSignal): Promise<Near[]>
  search(q: string, at: LngLat | null, f: string, signal?: AbortSignal): Promise<Hit[]>
  districts(box: Box, signal?: AbortSignal): Promise<DistrictCard[]>
}
