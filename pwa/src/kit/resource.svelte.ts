import { ApiError, asApiError } from '../api/problem.ts'
import { net } from './net.svelte.ts'
import { prefs } from './prefs.svelte.ts'
import { readSaved, save } from './saved.ts'

/** What a screen knows about its data: fresh, saved with an age, or failed with a reason. */
export interface Resource<T> {
  readonly data: T | null
  readonly error: ApiError | null
  readonly loading: boolean
  /** When set, `data` is a saved copy from this moment, not an answer of now. */
  readonly savedAt: number | null
  reload(): void
}

const memory = new Map<string, unknown>()
const MEMORY = 40

function remember(key: string, value: unknown): void {
  memory.delete(key)
  memory.set(key, value)
  if (memory.size > MEMORY) memory.delete(memory.keys().next().value as string)
}

export function forgetMemory(): void {
  memory.clear()
}

/**
 * Fetch `load()` whenever `key()` changes; go back instantly to what this visit already saw.
 * With `keep`, the answer is also saved on the device and shown, with its age, when the network fails.
 * With `fresh`, nothing older than this very answer is ever shown: for verdicts.
 */
export function resource<T>(
  key: () => string | null,
  load: (signal: AbortSignal) => Promise<T>,
  { keep = false, fresh = false } = {},
): Resource<T> {
  let data = $state.raw<T | null>(null)
  let error = $state.raw<ApiError | null>(null)
  let loading = $state(true)
  let savedAt = $state<number | null>(null)
  let again = $state(0)

  $effect(() => {
    const id = key()
    const seen = `${prefs.lang} ${id}`
    void again
    void net.online
    if (id === null) {
      data = null
      error = null
      loading = false
      return
    }
    const abort = new AbortController()
    data = fresh ? null : ((memory.get(seen) as T | undefined) ?? null)
    error = null
    loading = true
    savedAt = null
    load(abort.signal)
      .then((value) => {
        if (abort.signal.aborted) return
        data = value
        if (!fresh) remember(seen, value)
        if (keep) void save(id, value)
      })
      .catch(async (reason: unknown) => {
        if (abort.signal.aborted) return
        const failure = asApiError(reason)
        const saved = keep && failure.kind !== 'problem' ? await readSaved<T>(id) : null
        if (abort.signal.aborted) return
        if (saved) {
          data = saved.value
          savedAt = saved.at
        }
        error = failure
      })
      .finally(() => {
        if (!abort.signal.aborted) loading = false
      })
    return () => abort.abort()
  })

  return {
    get data() {
      return data
    },
    get error() {
      return error
    },
    get loading() {
      return loading
    },
    get savedAt() {
      return savedAt
    },
    reload() {
      again += 1
    },
  }
}
