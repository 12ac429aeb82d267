/**
 * Things of the person who is signed in on this phone: keys, passes, choices (IndexedDB).
 * A store of its own, so that a sign-out empties it in one go. Nothing here is sent anywhere.
 */
import { clear, createStore, get, set, type UseStore } from 'idb-keyval'
import { hintHeldUntil } from './held-until.ts'

let opened: UseStore | null = null

// Opening fails where a browser refuses storage, so not before somebody needs it.
const store = (): UseStore => (opened ??= createStore('personal', 'kept'))

/** What is kept under a name; null when there is nothing or the browser refuses storage. */
export async function readPersonal<T>(name: string): Promise<T | null> {
  try {
    return (await get<T>(name, store())) ?? null
  } catch {
    return null
  }
}

/** Throws what the browser throws: a key that cannot be kept must not be used. */
export async function keepPersonal(name: string, value: unknown): Promise<void> {
  await set(name, value, store())
}

export async function forgetPersonal(): Promise<void> {
  hintHeldUntil(0)
  try {
    await clear(store())
  } catch {
    // Refused storage holds nothing.
  }
}
