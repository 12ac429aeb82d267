/** 收藏: shops that somebody wants to find again, on this phone only. Nothing here is sent anywhere. */
import { backAt, isSavedPlace, LIMIT, withoutPlace, withPlace, type SavedPlace } from './saved-list.ts'
import { keep, onKeptChange, readKept } from './saved-store.ts'

const NAME = 'saved'

export const saved = $state({
  items: readKept(NAME, isSavedPlace),
  /** What was taken off the list last, and where it stood; until undone or followed by another. */
  removed: null as { place: SavedPlace; index: number } | null,
})

onKeptChange(NAME, () => Object.assign(saved, { items: readKept(NAME, isSavedPlace), removed: null }))

export const isSaved = (uscc: string): boolean => saved.items.some((one) => one.uscc === uscc)

/** False when the list is full. */
export function savePlace(place: Omit<SavedPlace, 'at'>, at = Date.now()): boolean {
  if (saved.items.length >= LIMIT && !isSaved(place.uscc)) return false
  set(withPlace(saved.items, { ...place, at }))
  return true
}

export function removePlace(uscc: string): void {
  const index = saved.items.findIndex((one) => one.uscc === uscc)
  const place = saved.items[index]
  if (!place) return
  saved.removed = { place, index }
  set(withoutPlace(saved.items, uscc))
}

export function undoRemove(): void {
  if (!saved.removed) return
  set(backAt(saved.items, saved.removed.place, saved.removed.index))
  saved.removed = null
}

function set(items: SavedPlace[]): void {
  saved.items = items
  keep(NAME, items)
}
