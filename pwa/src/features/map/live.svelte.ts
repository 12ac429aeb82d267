/** Keeps the page up to date: asks where the data stand while somebody looks, counts what a filter keeps. */
import { net } from '../../kit/net.svelte.ts'
import { isAbort } from '../../map/ask.ts'
import type { MapSource } from '../../map/source.ts'
import { view } from './state.svelte.ts'

const EVERY_MS = 1000
const AT_MOST_MS = 60_000

/**
 * Asks for the head about every second; less and less often when nobody answers, not at all while the page
 * is hidden. `newer` is called when there is a new version, or the first answer after failures.
 */
export function watchHead(source: MapSource, newer: () => void): () => void {
  let wait = EVERY_MS
  let timer = 0
  let failed = false
  let ended = false

  async function look(): Promise<void> {
    clearTimeout(timer)
    if (document.hidden || ended) return
    try {
      const head = await source.head()
      if (ended) return
      const changed = view.head !== null && head.version !== view.head.version
      if (view.head?.version !== head.version || failed) view.head = head
      if (changed || failed) newer()
      failed = false
      wait = EVERY_MS
    } catch {
      failed = true
      wait = Math.min(AT_MOST_MS, wait * 2)
    }
    if (!ended) timer = window.setTimeout(() => void look(), net.online ? wait : AT_MOST_MS)
  }

  const again = (): void => {
    wait = EVERY_MS
    void look()
  }
  document.addEventListener('visibilitychange', again)
  addEventListener('online', again)
  void look()
  return () => {
    ended = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', again)
    removeEventListener('online', again)
  }
}

/** How many merchants the filter keeps in the whole province, again whenever filter or version change. */
export function countTotal(source: MapSource): void {
  $effect(() => {
    const { f, head } = view
    if (!f) {
      view.total = head?.merchants ?? null
      return
    }
    const abort = new AbortController()
    source.facets(f, abort.signal).then(({ total }) => (view.total = total), (reason: unknown) => {
      if (!isAbort(reason)) view.total = null
    })
    return () => abort.abort()
  })
}
