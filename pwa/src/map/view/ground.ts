/**
 * The base map as paths: province, counties, lakes, rivers, ice of `public/geo/qinghai.topo.json`.
 *
 * Coordinates are world units from `ORIGIN`: a path's numbers are floats of 32 bits, and so far from
 * zero they would be half a street off. What is smaller than a pixel of a zoom is left out there;
 * the file keeps every point.
 */
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import { asApiError, problemFrom } from '../../api/problem.ts'
import { project, type Spot } from './project.ts'

export const GROUND_FILE = '/geo/qinghai.topo.json'
export const ORIGIN: Spot = project({ lng: 96.2, lat: 35.4 })

export type Named = { name?: string; code?: string; rank?: number; lng?: number; lat?: number }
export type GroundData = Topology<Record<'province' | 'prefecture' | 'county' | 'lake' | 'river' | 'ice' | 'seat', GeometryCollection<Named>>>
export interface Piece { path: Path2D; left: number; top: number; right: number; bottom: number; rank: number }
export interface Ground { land: Piece[]; shore: Piece[]; prefectures: Piece[]; counties: Piece[]; lakes: Piece[]; rivers: Piece[]; ice: Piece[] }

let loading: Promise<GroundData> | null = null

/** The file, once; a failure is not kept. */
export function groundData(): Promise<GroundData> {
  loading ??= fetch(GROUND_FILE, { credentials: 'omit' })
    .then(async (response) => (response.ok ? ((await response.json()) as GroundData) : Promise.reject(await problemFrom(response))))
    .catch((reason: unknown) => {
      loading = null
      throw asApiError(reason)
    })
  return loading
}

const FINEST = 12
const levels = new Map<number, Ground>()

/** The paths for a zoom; made once for each of few levels. */
export function groundAt(data: GroundData, zoom: number): Ground {
  const level = Math.min(FINEST, Math.ceil(zoom / 2) * 2)
  let ground = levels.get(level)
  if (!ground) levels.set(level, (ground = pathsOf(level === FINEST ? data : thinned(data, 0.7 / 2 ** level))))
  return ground
}

function pathsOf(data: GroundData): Ground {
  const { province, prefecture, county, lake, river, ice } = data.objects
  return {
    land: areas(data, province),
    shore: lines(mesh(data, province).coordinates),
    prefectures: lines(mesh(data, prefecture, (a, b) => a !== b).coordinates),
    counties: lines(mesh(data, county, (a, b) => a !== b).coordinates),
    lakes: areas(data, lake),
    rivers: feature(data, river).features.flatMap(({ geometry, properties }) => {
      const parts = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.type === 'MultiLineString' ? geometry.coordinates : []
      return lines(parts, properties.rank)
    }),
    ice: areas(data, ice),
  }
}

type Ring = number[][]

function areas(data: GroundData, object: GeometryCollection<Named>): Piece[] {
  return feature(data, object).features.flatMap(({ geometry }) => {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : []
    return polygons.map((rings) => piece(rings, true))
  })
}

const lines = (parts: Ring[], rank = 0): Piece[] => parts.map((part) => piece([part], false, rank))

function piece(rings: Ring[], closed: boolean, rank = 0): Piece {
  const path = new Path2D()
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const ring of rings) {
    for (const [i, [lng, lat]] of ring.entries()) {
      const at = project({ lng: lng as number, lat: lat as number })
      const [x, y] = [at.x - ORIGIN.x, at.y - ORIGIN.y]
      if (i) path.lineTo(x, y)
      else path.moveTo(x, y)
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
    if (closed) path.closePath()
  }
  return { path, left, top, right, bottom, rank }
}

/** A copy whose arcs leave out points closer than `least` world units; ends stay, so borders still meet. */
function thinned(data: GroundData, least: number): GroundData {
  const transform = data.transform
  if (!transform) return data
  const step = (least / 256) * 360
  const arcs = data.arcs.map((arc) => {
    let [x, y] = [0, 0]
    const whole = arc.map((delta) => {
      x += delta[0] as number
      y += delta[1] as number
      return [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]]
    })
    return sparse(whole, step)
  })
  const points = data.objects.seat
  return { type: 'Topology', arcs, objects: { ...data.objects, seat: { ...points, geometries: [] } } }
}

function sparse(line: number[][], step: number): number[][] {
  const kept = line.slice(0, 1)
  let [x, y] = kept[0] as [number, number]
  for (const point of line.slice(1, -1)) {
    const [lng, lat] = point as [number, number]
    if (Math.abs(lng - x) < step && Math.abs(lat - y) * 1.2 < step) continue
    kept.push(point)
    ;[x, y] = [lng, lat]
  }
  kept.push(line[line.length - 1] as number[])
  return kept
}
