/** Hits that follow what is typed: after a short pause, never those of an older text. */
import { asApiError, type ApiError } from '../../../api/problem.ts'
import { net } from '../../../kit/net.svelte.ts'
import type { Hit, LngLat, MapSource } from '../../../map/source.ts'

const PAUSE_MS = 220

/** `text` is null while an input method composes: then nothing is asked and what is shown stays. */
export function finding(source: Pick<MapSource, 'search'>, text: () => string | null, from: () => LngLat, f: () => string) {
  let hits = $state.raw<Hit[] | null>(null)
  let q = $state('')
  let busy = $state(false)
  let error = $state.raw<ApiError | null>(null)
  let turn = $state(0)

  async function find(words: string, at: LngLat, filter: string, signal: AbortSignal): Promise<void> {
    try {
      const found = await source.search(words, at, filter, signal)
      if (signal.aborted) return
      hits = found
      q = words
      error = null
    } catch (reason) {
      if (!signal.aborted) error = asApiError(reason)
    }
    if (!signal.aborted) busy = false
  }

  $effect(() => {
    const words = text()
    const [at, filter] = [from(), f()]
    void [turn, net.online]
    if (words === null) return
    busy = words !== ''
    if (!words) hits = null
    if (!words) return void (error = null)
    const abort = new AbortController()
    const timer = setTimeout(() => void find(words, at, filter, abort.signal), PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  })

  return {
    get hits() {
      return hits
    },
    /** What the hits answer. */
    get q() {
      return q
    },
    get busy() {
      return busy
    },
    get error() {
      return error
    },
    again() {
      error = null
      turn += 1
    },
  }
}
