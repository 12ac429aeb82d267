import { untrack } from 'svelte'
import { ApiError, asApiError } from '../api/problem.ts'

/** A list that comes a page at a time: what is there, and how to get the rest. */
export interface Pages<Item> {
  readonly items: Item[]
  /** Where the next page begins; null when this is all. */
  readonly next: string | null
  readonly loading: boolean
  readonly error: ApiError | null
  /** The next page; after a failure the same one again. */
  more(): void
  /** From the first page again. */
  reload(): void
  /** Take out what is dealt with, without asking again. */
  drop(gone: (item: Item) => boolean): void
}

/**
 * Load the first page whenever `key()` changes, the others on request; null waits (not signed in yet).
 * An answer to a question that is no longer asked is thrown away.
 */
export function pages<Item>(
  key: () => string | null,
  load: (after: string | null) => Promise<{ items: Item[]; next?: string | null }>,
): Pages<Item> {
  let items = $state.raw<Item[]>([])
  let next = $state.raw<string | null>(null)
  let loading = $state(true)
  let error = $state.raw<ApiError | null>(null)
  let asked = 0

  async function get(after: string | null): Promise<void> {
    const mine = (asked += 1)
    loading = true
    error = null
    try {
      const page = await load(after)
      if (mine !== asked) return
      items = after === null ? page.items : [...items, ...page.items]
      next = page.next ?? null
    } catch (reason) {
      if (mine !== asked) return
      error = asApiError(reason)
    }
    loading = false
  }

  function reload(): void {
    items = []
    next = null
    void get(null)
  }

  $effect(() => {
    if (key() !== null) untrack(reload)
    return () => void (asked += 1)
  })

  return {
    get items() {
      return items
    },
    get next() {
      return next
    },
    get loading() {
      return loading
    },
    get error() {
      return error
    },
    more: () => void get(next),
    reload,
    drop: (gone) => void (items = items.filter((item) => !gone(item))),
  }
}
