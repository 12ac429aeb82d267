/** Forget what the map keeps: saved shops, searches, the last map app (`map.…`), and counties taken offline. An open map forgets too. */
import { dropAllPacks } from '../../map/packs/store.ts'

export async function forgetMap(): Promise<void> {
  await dropAllPacks().catch(() => undefined)
  for (const key of Object.keys(localStorage)) if (key.startsWith('map.')) localStorage.removeItem(key)
  dispatchEvent(new StorageEvent('storage', { key: null }))
}
