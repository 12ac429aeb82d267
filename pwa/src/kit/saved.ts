/** Copies kept on this device (IndexedDB): last seen shops and pages. Nothing here is sent anywhere. */
import { clear, del, get, keys, set } from 'idb-keyval'

export interface Saved<T> {
  at: number
  value: T
}

const KEEP_MS = 7 * 86_400_000
const KEEP_COUNT = 200

export async function readSaved<T>(key: string): Promise<Saved<T> | null> {
  try {
    const saved = await get<Saved<T>>(key)
    return saved && Date.now() - saved.at < KEEP_MS ? saved : null
  } catch {
    return null
  }
}

export async function save<T>(key: string, value: T): Promise<void> {
  try {
    await set(key, { at: Date.now(), value } satisfies Saved<T>)
  } catch {
    // Storage full or refused: the page in hand still works.
    await purge()
  }
}

/** Drop everything beyond the newest copies when the device runs out of room. */
async function purge(): Promise<void> {
  try {
    const all = await keys()
    await Promise.all(all.slice(0, Math.max(0, all.length - KEEP_COUNT / 2)).map((key) => del(key)))
  } catch {
    // Nothing more can be done; the next start tries again.
  }
}

export async function forgetSaved(): Promise<void> {
  try {
    await clear()
  } catch {
    // Already gone.
  }
}
