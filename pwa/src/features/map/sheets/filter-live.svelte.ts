/** Counts that follow what is being chosen: after a short pause, and never of an older choice. */
import { untrack } from 'svelte'
import { MAX_NAMED, MAX_TEXT, writeFilter, type Filter, type OpenAt } from '../../../map/filter.ts'
import type { MapSource } from '../../../map/source.ts'
import { bestDrop, countAll, type Counts, type Drop } from './filter-counts.ts'

const PAUSE_MS = 160

/** More than the server reads: say so instead of asking. */
export const isTooMuch = (filter: Filter): boolean =>
  writeFilter(filter).length > MAX_TEXT || [filter.trades, filter.commitments, filter.divisions, filter.districts].some((names) => names.length > MAX_NAMED)

export function liveCounts(source: Pick<MapSource, 'facets'>, filter: () => Filter, now: OpenAt) {
  let counts = $state.raw<Counts | null>(null)
  let drop = $state.raw<Drop | null>(null)
  let busy = $state(true)
  let failed = $state(false)

  async function count(chosen: Filter, signal: AbortSignal): Promise<void> {
    try {
      const found = await countAll(source, chosen, now, signal)
      const best = found.total === 0 ? await bestDrop(source, chosen, signal) : null
      if (signal.aborted) return
      counts = found
      drop = best
      failed = false
    } catch {
      if (!signal.aborted) failed = true
    }
    if (!signal.aborted) busy = false
  }

  $effect(() => {
    const chosen = filter()
    busy = true
    if (isTooMuch(chosen)) return void (busy = false)
    const abort = new AbortController()
    const timer = setTimeout(() => void count(chosen, abort.signal), untrack(() => (counts ? PAUSE_MS : 0)))
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  })

  return {
    get counts() {
      return counts
    },
    get drop() {
      return drop
    },
    get busy() {
      return busy
    },
    /** The last question found no answer: no network, and no pack. */
    get failed() {
      return failed
    },
  }
}
