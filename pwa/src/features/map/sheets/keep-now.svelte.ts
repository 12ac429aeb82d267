/** 营业中 means now: a link made this morning, or a map left open, asks anew with each quarter of an hour. */
import { serverNow } from '../../../kit/clock.svelte.ts'
import { filterOrNone, openNow, writeFilter } from '../../../map/filter.ts'
import { setFilter, view } from '../state.svelte.ts'
import { withNow } from './filter-parts.ts'

const LOOK_MS = 20_000

export function keepNow(): void {
  $effect(() => {
    const filter = filterOrNone(view.f)
    if (!filter.open) return
    const look = (): void => {
      const text = writeFilter(withNow(filter, openNow(new Date(serverNow()))))
      if (text !== view.f) setFilter(text)
    }
    look()
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  })
}
