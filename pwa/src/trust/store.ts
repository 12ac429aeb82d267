/**
 * What the phone keeps of the trust files, in a database of its own: clearing the pages that somebody
 * looked at must not take away the pinned root. Nothing in here is personal.
 */
import { createStore, delMany, entries, setMany } from 'idb-keyval'
import { decodeBundle, loadList, storeList, type Bundle, type RootKey, type StatusList } from '../verify/index.ts'

/** Everything needed to verify without a network. */
export interface Held {
  root: RootKey | null
  bundle: Bundle | null
  lists: Map<string, StatusList>
  /** By this phone's clock: when the server last answered. */
  checkedAt: number | null
  /** ETags of the addresses asked last. */
  etags: Map<string, string>
}

export const nothingHeld = (): Held => ({ root: null, bundle: null, lists: new Map(), checkedAt: null, etags: new Map() })

const LIST = 'list:'
const place = 'indexedDB' in globalThis ? createStore('trust', 'kept') : undefined

/** Storage may be empty, refused or broken: each piece that does not read back is as if never held. */
export async function readHeld(): Promise<Held> {
  const held = nothingHeld()
  try {
    const found = new Map((await entries<string, unknown>(place)) as [string, unknown][])
    Object.assign(held, found.get('notes') ?? {})
    held.bundle = readPiece(found.get('bundle'), decodeBundle)
    for (const [key, bytes] of found) {
      const list = key.startsWith(LIST) ? readPiece(bytes, loadList) : null
      if (list) held.lists.set(key.slice(LIST.length), list)
    }
  } catch {
    // No IndexedDB here (private mode): the trust files live as long as the page.
  }
  return held
}

function readPiece<T>(bytes: unknown, read: (bytes: Uint8Array) => T): T | null {
  try {
    return bytes instanceof Uint8Array ? read(bytes) : null
  } catch {
    return null
  }
}

/** One transaction: a bundle and its lists never disagree after a crash. */
export async function keepHeld(held: Held, before: Held): Promise<void> {
  const { root, checkedAt, etags } = held
  const pieces: [string, unknown][] = [['notes', { root, checkedAt, etags }]]
  if (held.bundle && held.bundle !== before.bundle) pieces.push(['bundle', held.bundle.bytes])
  for (const [id, list] of held.lists) if (list !== before.lists.get(id)) pieces.push([LIST + id, storeList(list)])
  const gone = [...before.lists.keys()].filter((id) => !held.lists.has(id)).map((id) => LIST + id)
  try {
    await setMany(pieces, place)
    if (gone.length) await delMany(gone, place)
  } catch {
    // Storage full or refused: this page still verifies, the next start fetches again.
  }
}
