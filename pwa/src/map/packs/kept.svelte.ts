/** Which counties are on this phone, for screens: at once and without starting the worker. */
import { keep, onKeptChange, readKept } from '../saved-store.ts'
import type { PackStand } from '../source.ts'

const NAME = 'packs'
const isStand = (one: unknown): one is PackStand => typeof (one as PackStand | null)?.adcode === 'string' && Number.isFinite((one as PackStand).asOf)
const read = (): PackStand[] => readKept(NAME, isStand)

export const kept = $state({ items: read() })

/** Another tab, or "清掉手机里的内容", changed it. */
export function onPacksChange(changed: () => void): void {
  onKeptChange(NAME, () => {
    kept.items = read()
    changed()
  })
}

export function setKept(items: readonly PackStand[]): void {
  kept.items = [...items]
  keep(NAME, items)
}

export function withStand(stand: PackStand): void {
  setKept([...kept.items.filter(({ adcode }) => adcode !== stand.adcode), stand].sort((one, other) => (one.adcode < other.adcode ? -1 : 1)))
}

export const withoutStand = (adcode: string): void => setKept(kept.items.filter((one) => one.adcode !== adcode))
