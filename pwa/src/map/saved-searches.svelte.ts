/** 搜过的: what was looked for on the map, on this phone only, to be erased one by one or all at once. */
import { keep, onKeptChange, readKept } from './saved-store.ts'

const NAME = 'searches'
const LIMIT = 8
const isText = (one: unknown): one is string => typeof one === 'string' && one !== ''

export const searches = $state({ items: readKept(NAME, isText) })

onKeptChange(NAME, () => (searches.items = readKept(NAME, isText)))

export function addSearch(text: string): void {
  const words = text.trim()
  if (words) set([words, ...searches.items.filter((one) => one !== words)].slice(0, LIMIT))
}

export const removeSearch = (text: string): void => set(searches.items.filter((one) => one !== text))

export const clearSearches = (): void => set([])

function set(items: string[]): void {
  searches.items = items
  keep(NAME, items)
}
