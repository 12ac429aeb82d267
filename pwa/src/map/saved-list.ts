/** 收藏: the rules of the list, pure. Newest first, each shop once. */
import type { Grade } from '../api/shapes.ts'
import type { LngLat, Precision } from './source.ts'

export interface SavedPlace extends LngLat {
  uscc: string
  name: string
  trade: string
  /** As it was when saved: the list says so, and the shop's own page tells today's. */
  grade: Grade
  precision: Precision
  address: string
  demo: boolean
  /** Unix milliseconds. */
  at: number
}

export const LIMIT = 200

export function isSavedPlace(one: unknown): one is SavedPlace {
  const place = one as Partial<SavedPlace> | null
  return typeof place?.uscc === 'string' && typeof place.name === 'string' && Number.isFinite(place.lng) && Number.isFinite(place.lat)
}

/** Beyond the limit nothing is pushed out unseen: the list comes back as it was. */
export function withPlace(items: readonly SavedPlace[], place: SavedPlace): SavedPlace[] {
  const others = items.filter(({ uscc }) => uscc !== place.uscc)
  return others.length < LIMIT ? [place, ...others] : [...items]
}

export const withoutPlace = (items: readonly SavedPlace[], uscc: string): SavedPlace[] => items.filter((one) => one.uscc !== uscc)

/** Put back where it stood: an undo leaves no trace. */
export function backAt(items: readonly SavedPlace[], place: SavedPlace, index: number): SavedPlace[] {
  const others = withoutPlace(items, place.uscc)
  return [...others.slice(0, index), place, ...others.slice(index)]
}
