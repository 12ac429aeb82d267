/** The list's merchants: those around a place, nearest first or best first. */
import { asApiError, type ApiError } from '../../api/problem.ts'
import { isAbort } from '../../map/ask.ts'
import { metresBetween, tileAt } from '../../map/morton.ts'
import type { Box, LngLat, MapPoint, MapSource, Near, Tile } from '../../map/source.ts'
import { cellsOf, tilesOf } from '../../map/view/feed.ts'
import { GRADES, sumOf } from '../../map/view/mix.ts'
import { project, unproject } from '../../map/view/project.ts'
import { MIN_ZOOM } from './address.ts'
import { view } from './state.svelte.ts'

export type Order = 'near' | 'grade'
export interface Row { point: MapPoint; metres: number | null }

/** As the server: no more at once, and not further. */
export const AT_MOST = 100
const FURTHEST = 20_000
const NEAREST = 500

/** Half the diagonal of a box: what is in it is not further from its middle. */
export function reachOf([w, s, e, n]: Box): number {
  const half = metresBetween({ lng: w, lat: s }, { lng: e, lat: n }) / 2
  return Math.max(NEAREST, Math.min(FURTHEST, half))
}

export const isWide = ([w, s, e, n]: Box): boolean => metresBetween({ lng: w, lat: s }, { lng: e, lat: n }) / 2 > FURTHEST

/** Distances are told from where the person is, reckoned here; a place known to its county has none. */
export function rowsOf(found: readonly Near[], from: LngLat | null, order: Order): Row[] {
  const rows = found.map((point): Row => ({ point, metres: from && point.precision !== 'county' ? metresBetween(from, point) : null }))
  if (order === 'near') return from ? rows.sort((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity)) : rows
  return rows.sort((a, b) => GRADES.indexOf(a.point.grade) - GRADES.indexOf(b.point.grade))
}

/** Fine enough: a cell of a tile of this zoom is some kilometres wide. */
const FINE = 10

/** Of an area too wide to list: where most of its merchants are. */
async function fullest(source: MapSource, box: Box, f: string, signal: AbortSignal): Promise<LngLat | null> {
  const zoom = Math.max(MIN_ZOOM, Math.min(FINE, Math.floor(Math.log2(720 / (box[2] - box[0])))))
  const [low, high] = [project({ lng: box[0], lat: box[3] }), project({ lng: box[2], lat: box[1] })]
  let tiles = tilesOf({ zoom, left: low.x, top: low.y, right: high.x, bottom: high.y })
  for (;;) {
    const answers = await Promise.all(tiles.map((tile) => source.clusters(tile, f, signal)))
    const cells = answers.flatMap((answer, i) => cellsOf(tiles[i] as Tile, answer.cells)).filter(({ x, y }) => x >= low.x && x <= high.x && y >= low.y && y <= high.y)
    const [most] = cells.sort((a, b) => sumOf(b.mix) - sumOf(a.mix))
    const z = tiles[0]?.z ?? FINE
    if (!most || z >= FINE) return most ? unproject(most) : null
    // A cell is a tile three zooms further in.
    tiles = [tileAt(unproject(most), z + 3)]
  }
}

export function nearby(source: MapSource, renewals: () => number) {
  let found = $state.raw<readonly Near[] | null>(null)
  let error = $state.raw<ApiError | null>(null)
  let loading = $state(true)
  let again = $state(0)

  $effect(() => {
    void again
    void renewals()
    const { box, f } = view
    const middle = { lng: (box[0] + box[2]) / 2, lat: (box[1] + box[3]) / 2 }
    const abort = new AbortController()
    loading = true
    const from = isWide(box) ? fullest(source, box, f, abort.signal) : Promise.resolve(middle)
    from.then((at) => (at ? source.near(at, reachOf(box), f, AT_MOST, abort.signal) : [])).then((points) => {
      found = points
      error = null
      loading = false
    }, (reason: unknown) => {
      if (isAbort(reason) || abort.signal.aborted) return
      error = asApiError(reason)
      loading = false
    })
    return () => abort.abort()
  })

  return {
    get found() { return found },
    get error() { return error },
    get loading() { return loading },
    reload: () => void (again += 1),
  }
}
