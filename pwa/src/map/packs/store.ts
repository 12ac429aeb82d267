/** Packs in IndexedDB, in a database of their own: signing out and saved pages have nothing to do with it. */
import { clear, createStore, del, set, values } from 'idb-keyval'
import type { KeptPack } from './county.ts'

const store = createStore('map-packs', 'packs')

/** One write of one value: after a crash the old pack is there, or the new one. */
export const keepPack = (pack: KeptPack): Promise<void> => set(pack.adcode, pack, store)
export const dropPack = (adcode: string): Promise<void> => del(adcode, store)
export const dropAllPacks = (): Promise<void> => clear(store)
export const readPacks = (): Promise<KeptPack[]> => values<KeptPack>(store)
