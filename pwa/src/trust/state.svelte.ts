/** What screens show of the phone's trust files, and the way to the engine that keeps and uses them. */
import type { Fault } from '../verify/faults.ts'

type Trouble = 'unreached' | 'refused'

/** Times are unix seconds by the server's clock, but for `checkedAt` (this phone's, milliseconds). */
interface TrustView {
  ready: boolean
  syncing: boolean
  /** When the oldest file was made that a merchant's code needs; null without a bundle. */
  madeAt: number | null
  /** Until when codes can be verified without a network. */
  goodUntil: number | null
  checkedAt: number | null
  trouble: Trouble | null
  refused: Fault | null
}

export const trust = $state<TrustView>({
  ready: false, syncing: false, madeAt: null, goodUntil: null, checkedAt: null, trouble: null, refused: null,
})

/** Some 14 kB with the whole verifier: never part of a screen, fetched beside it. */
export const engine = () => import('./engine.ts')

/** Have the verifier and the lists in memory before the first code is in the picture. */
export const warmUp = (): Promise<void> => engine().then((found) => found.ready()).catch(() => undefined)

/** Ask for newer files now; the outcome is in `trust`. */
export const renewLists = (): Promise<void> => engine().then((found) => found.refresh()).then(() => undefined, () => undefined)
