/** Own router: paths in, parameters out; the history is the only state. */
import { matchPath, type Params } from './match.ts'

export const place = $state({ path: location.pathname, search: location.search, turn: 0 })

const scrolls = new Map<number, number>()
interface Entry { turn?: number; screen?: number }
const entry = (): Entry => (history.state as Entry | null) ?? {}
let turn = entry().turn ?? 0
/** The turn in which the screen of this entry was opened: entries of one screen share it. */
let screen = entry().screen ?? turn
let forward = true

function read(): void {
  place.path = location.pathname
  place.search = location.search
  place.turn += 1
}

/** Go to an address of this app. `replace` leaves no entry behind. */
export function go(to: string, { replace = false } = {}): void {
  scrolls.set(turn, scrollY)
  if (!replace) turn += 1
  screen = turn
  forward = true
  history[replace ? 'replaceState' : 'pushState']({ turn, screen }, '', to)
  read()
}

/** Back if this app put us here, else to `otherwise`: a scanned link has no history. */
export function back(otherwise = '/'): void {
  if (turn > 0) history.back()
  else go(otherwise, { replace: true })
}

export function query(name: string): string {
  return new URLSearchParams(place.search).get(name) ?? ''
}

/** Replace search parameters in place, without a new history entry and without scrolling. */
export function setQuery(values: Record<string, string>): void {
  const next = new URLSearchParams(place.search)
  for (const [name, value] of Object.entries(values)) value ? next.set(name, value) : next.delete(name)
  setSearch(`${next}` && `?${next}`)
}

/** Another search text for the screen that stands. With `push` the back button undoes it, still on this screen. */
export function setSearch(search: string, { push = false } = {}): void {
  if (push) turn += 1
  history[push ? 'pushState' : 'replaceState']({ turn, screen }, '', location.pathname + search)
  place.search = search
}

/** Undo the last `push` of this screen; where there was none (a shared link), `otherwise` replaces the search text. */
export function undo(otherwise: string): void {
  if (turn > screen) history.back()
  else setSearch(otherwise)
}

/** Where to scroll once the new screen stands: top going forward, the old place going back. */
export function restoredScroll(): number {
  return forward ? 0 : (scrolls.get(turn) ?? 0)
}

/** Take over plain clicks on own links. Returns a function that lets go again. */
export function startRouter(owns: (path: string) => boolean): () => void {
  const onClick = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
    const anchor = (event.target as Element | null)?.closest('a')
    if (!anchor?.href || anchor.target || anchor.hasAttribute('download')) return
    const url = new URL(anchor.href)
    if (url.origin !== location.origin || url.hash || !owns(url.pathname)) return
    event.preventDefault()
    go(url.pathname + url.search)
  }
  const onPop = (event: PopStateEvent): void => {
    scrolls.set(turn, scrollY)
    const { turn: to = 0, screen: on = to } = (event.state as Entry | null) ?? {}
    const stays = on === screen && location.pathname === place.path
    turn = to
    screen = on
    forward = false
    if (stays) place.search = location.search
    else read()
  }
  history.scrollRestoration = 'manual'
  addEventListener('click', onClick)
  addEventListener('popstate', onPop)
  return () => {
    removeEventListener('click', onClick)
    removeEventListener('popstate', onPop)
  }
}

export { matchPath, type Params }
