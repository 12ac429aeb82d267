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
interface Extent { left: number; top: number; right: number; bottom: number }
export interface Area extends Extent { path: Path2D }
/** A short run of a line, x and y in turn: a tile draws only the runs that cross it, however long the border. */
export interface Run extends Extent { xy: Float64Array; rank: number }
export interface Ground { land: Area[]; shore: Run[]; prefectures: Run[]; counties: Run[]; lakes: Area[]; rivers: Run[]; ice: Area[] }

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

/** Up to this zoom the coarse paths serve; beyond, tiles draw only the runs that cross them anyway. */
const COARSE_TO = 8
const made = new Map<boolean, Ground>()

/** The paths for a zoom; made once, coarse and fine. */
export function groundAt(data: GroundData, zoom: number): Ground {
  const coarse = zoom <= COARSE_TO
  let ground = made.get(coarse)
  if (!ground) made.set(coarse, (ground = pathsOf(coarse ? thinned(data, 0.7 / 2 ** COARSE_TO) : data)))
  return ground
}

/** Makes the other paths as well, while nobody touches the map: they take a tenth of a second on a slow phone. */
export function prepareGround(data: GroundData): void {
  if (made.size > 1) return
  const later = typeof requestIdleCallback === 'function' ? requestIdleCallback : (run: () => void) => setTimeout(run, 1500)
  later(() => [COARSE_TO, COARSE_TO + 1].forEach((zoom) => groundAt(data, zoom)))
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

function areas(data: GroundData, object: GeometryCollection<Named>): Area[] {
  return feature(data, object).features.flatMap(({ geometry }) => {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : []
    return polygons.map(area)
  })
}

/** From `ORIGIN`, in world units. */
function spot([lng, lat]: number[]): Spot {
  const at = project({ lng: lng as number, lat: lat as number })
  return { x: at.x - ORIGIN.x, y: at.y - ORIGIN.y }
}

const nowhere = (): Extent => ({ left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity })

function stretch(extent: Extent, { x, y }: Spot): void {
  extent.left = Math.min(extent.left, x)
  extent.right = Math.max(extent.right, x)
  extent.top = Math.min(extent.top, y)
  extent.bottom = Math.max(extent.bottom, y)
}

function area(rings: Ring[]): Area {
  const found = { ...nowhere(), path: new Path2D() }
  for (const ring of rings) {
    for (const [i, point] of ring.entries()) {
      const at = spot(point)
      if (i) found.path.lineTo(at.x, at.y)
      else found.path.moveTo(at.x, at.y)
      stretch(found, at)
    }
    found.path.closePath()
  }
  return found
}

const RUN = 24

/** Runs follow each other and share their ends. */
function lines(parts: Ring[], rank = 0): Run[] {
  return parts.flatMap((part) => {
    const runs: Run[] = []
    for (let from = 0; from < part.length - 1; from += RUN) {
      const points = part.slice(from, from + RUN + 1)
      const run = { ...nowhere(), xy: new Float64Array(points.length * 2), rank }
      for (const [i, point] of points.entries()) {
        const at = spot(point)
        run.xy.set([at.x, at.y], i * 2)
        stretch(run, at)
      }
      runs.push(run)
    }
    return runs
  })
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
