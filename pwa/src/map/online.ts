/**
 * The server's answers. Tiles and facets have the version in their address and stay right for ever;
 * an address that has become old is answered 410 with the new version, and is asked again under it.
 */
import { ApiError } from '../api/problem.ts'
import type { Ask } from './ask.ts'
import { Lru } from './lru.ts'
import type { Box, Cells, DistrictCard, DistrictPage, Facets, Head, Hit, LngLat, MapSource, Near, Points, Tile } from './source.ts'

const KEPT_TILES = 400
const TRIES = 3
const DISTRICTS_AT_ONCE = 100
const DISTRICT_PAGES = 5
const HITS = 20

export interface OnlineSource extends MapSource {
  /** The version that the next tile will be asked of; 0 before the first answer. */
  readonly version: number
  /** Told when a newer version than the one shown is there. Returns a function that stops it. */
  onVersion(listener: (version: number) => void): () => void
}

export function onlineSource(ask: Ask): OnlineSource {
  let version = 0
  let asking: Promise<Head> | null = null
  const tiles = new Lru<unknown>(KEPT_TILES)
  const listeners = new Set<(version: number) => void>()

  function take(next: number): void {
    if (next === version) return
    const known = version !== 0 && next !== 0
    version = next
    tiles.clear()
    if (known) for (const listener of listeners) listener(next)
  }

  async function head(signal?: AbortSignal): Promise<Head> {
    const found = (await ask('/api/map/head', signal)) as Head
    take(found.version)
    return found
  }

  /** One question for many tiles that wait; nobody's signal takes it from the others. */
  async function currentVersion(): Promise<number> {
    if (version) return version
    asking ??= head().finally(() => (asking = null))
    return (await asking).version
  }

  async function versioned<T>(path: string, f: string, signal?: AbortSignal): Promise<T> {
    const query = f ? `?f=${encodeURIComponent(f)}` : ''
    for (let left = TRIES; ; left -= 1) {
      const asked = await currentVersion()
      const key = `v${asked}/${path}${query}`
      const kept = tiles.get(key)
      if (kept) return kept as T
      try {
        const answer = (await ask(`/api/map/${key}`, signal)) as T
        if (asked === version) tiles.set(key, answer)
        return answer
      } catch (reason) {
        const next = left > 1 ? successor(reason, asked) : null
        if (next === null) throw reason
        // Another tile may have brought a newer version meanwhile.
        if (asked === version) take(next)
        if (next === 0) await currentVersion()
      }
    }
  }

  return {
    head,
    get version() {
      return version
    },
    onVersion(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clusters: (tile, f, signal) => versioned<Cells>(`clusters/${addressOf(tile)}`, f, signal),
    points: (tile, f, signal) => versioned<Points>(`points/${addressOf(tile)}`, f, signal),
    facets: (f, signal) => versioned<Facets>('facets', f, signal),
    async near(at, radius, f, limit, signal) {
      const query = { ...coarse(at), radius: String(Math.round(radius)), limit: String(limit), f }
      return ((await ask(`/api/map/nearby${search(query)}`, signal)) as { items: Near[] }).items
    },
    async search(q, at, f, signal) {
      const query = { q, ...(at && coarse(at)), f, limit: String(HITS) }
      return ((await ask(`/api/map/search${search(query)}`, signal)) as { items: Hit[] }).items
    },
    districts: (box, signal) => districtsIn(ask, { bbox: outward(box).join(',') }, signal),
  }
}

/** The version to ask again under after a refusal; 0: find out; null: it was refused for another reason. */
function successor(reason: unknown, asked: number): number | null {
  if (!(reason instanceof ApiError)) return null
  if (reason.slug === 'not-found') return 0 // The server was put back to an older state.
  if (reason.slug !== 'outdated-version') return null
  const named = Number(reason.errors.find(({ field }) => field === 'version')?.message)
  return Number.isSafeInteger(named) && named > asked ? named : 0
}

/** All districts of a box or a division, page by page. */
export async function districtsIn(ask: Ask, where: { bbox: string } | { division: string }, signal?: AbortSignal): Promise<DistrictCard[]> {
  const found: DistrictCard[] = []
  let after = ''
  for (let page = 0; page < DISTRICT_PAGES; page += 1) {
    const query = { ...where, limit: String(DISTRICTS_AT_ONCE), after }
    const { items, next } = (await ask(`/api/districts${search(query)}`, signal)) as DistrictPage
    found.push(...items)
    if (!next) break
    after = next
  }
  return found
}

/** Three decimals, about 100 m: what leaves the phone of a position. */
export function coarse({ lng, lat }: LngLat): { lng: string; lat: string } {
  return { lng: lng.toFixed(3), lat: lat.toFixed(3) }
}

/** On a grid of a hundredth of a degree, so that small moves ask the same (kept) question. */
function outward([w, s, e, n]: Box): number[] {
  const down = (value: number): number => Math.floor(value * 100) / 100
  const up = (value: number): number => Math.ceil(value * 100) / 100
  return [down(w), down(s), up(e), up(n)]
}

const addressOf = ({ z, x, y }: Tile): string => `${z}/${x}/${y}`

function search(values: Record<string, string>): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== '')
  return pairs.length ? `?${new URLSearchParams(pairs)}` : ''
}
