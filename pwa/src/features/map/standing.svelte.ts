/** How fresh what is shown is, and what failed. */
import { view } from './state.svelte.ts'

/** Tiles or the base map that did not come; cleared by the next that does. */
export const trouble = $state<{ reason: unknown }>({ reason: null })

export const standing = {
  /** When the data shown were current, in milliseconds; null before the first answer. */
  get asOf(): number | null {
    const { head } = view
    // Of several packs the oldest; a version is at least the second in which it was made (docs/decisions/0016).
    if (head?.packs) return Math.min(...head.packs.map(({ asOf }) => asOf))
    return head ? head.version * 1000 : null
  },
  /** Packs on this phone answer, not the server. */
  get stale(): boolean {
    return Boolean(view.head?.packs)
  },
}
