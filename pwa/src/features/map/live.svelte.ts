/** Keeps the page up to date: asks where the data stand while somebody looks, counts what a filter keeps. */
import { net } from '../../kit/net.svelte.ts'
import { isAbort } from '../../map/ask.ts'
import type { Head, MapSource } from '../../map/source.ts'
import { view } from './state.svelte.ts'

const EVERY_MS = 1000
const AT_MOST_MS = 60_000

/**
 * Asks for the head about every second; less and less often when nobody answers, not at all while the page
 * is hidden. `newer` is called when there is a new version, the first answer after failures, or when packs
 * on the phone begin or cease to answer.
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
      const changed = view.head !== null && stampOf(head) !== stampOf(view.head)
      if (!view.head || changed || failed) view.head = head
      if (changed || failed) newer()
      failed = false
      wait = head.packs ? Math.min(AT_MOST_MS, wait * 2) : EVERY_MS
    } catch {
      // The packs that answered are gone, and the server is not there.
      if (view.head?.packs) {
        view.head = null
        newer()
      }
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
  addEventListener('offline', again)
  hurry = again
  void look()
  return () => {
    ended = true
    hurry = () => undefined
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', again)
    removeEventListener('online', again)
    removeEventListener('offline', again)
  }
}

/** Another version, or other packs. */
const stampOf = ({ version, packs }: Head): string => [version, ...(packs ?? []).map((pack) => `${pack.adcode}:${pack.version}`)].join(' ')

/** Look now: something changed on this phone. */
export const lookAgain = (): void => hurry()
let hurry = (): void => undefined

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
