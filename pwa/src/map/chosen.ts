/**
 * Whoever is there answers: the server, or the packs on this phone when there is no network or the
 * server fails. Who has no packs always asks the server.
 */
import { ApiError, asApiError } from '../api/problem.ts'
import { within } from './ask.ts'
import type { MapSource } from './source.ts'

/** How long the server may take where packs could answer. */
const PATIENCE_MS = 6000

export interface Choice {
  hasPacks(): boolean
  isOnline(): boolean
}

export function chosenSource(server: MapSource, packs: MapSource, { hasPacks, isOnline }: Choice, patience = PATIENCE_MS): MapSource {
  /** The server did not answer last time; asked for the head it may show that it is back. */
  let down = false

  async function fromServer<T>(ask: (signal?: AbortSignal) => Promise<T>, fallback: (signal?: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      const answer = await within(patience, signal, ask)
      down = false
      return answer
    } catch (reason) {
      if (signal?.aborted || !isOutage(reason)) throw reason
      down = true
      return fallback(signal)
    }
  }

  function choose<T>(of: (source: MapSource, signal?: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (!hasPacks()) return of(server, signal)
    if (down || !isOnline()) return of(packs, signal)
    return fromServer((ends) => of(server, ends), (ends) => of(packs, ends), signal)
  }

  return {
    head(signal) {
      if (!hasPacks()) return server.head(signal)
      if (!isOnline()) return packs.head(signal)
      return fromServer((ends) => server.head(ends), (ends) => packs.head(ends), signal)
    },
    clusters: (tile, f, signal) => choose((source, ends) => source.clusters(tile, f, ends), signal),
    points: (tile, f, signal) => choose((source, ends) => source.points(tile, f, ends), signal),
    facets: (f, signal) => choose((source, ends) => source.facets(f, ends), signal),
    near: (at, radius, f, limit, signal) => choose((source, ends) => source.near(at, radius, f, limit, ends), signal),
    search: (q, at, f, signal) => choose((source, ends) => source.search(q, at, f, ends), signal),
    districts: (box, signal) => choose((source, ends) => source.districts(box, ends), signal),
  }
}

/** Nobody answered, or only to say that it cannot: not a refusal of the question. */
function isOutage(reason: unknown): boolean {
  const { kind, status } = reason instanceof ApiError ? reason : asApiError(reason)
  return kind !== 'problem' || status >= 500
}
