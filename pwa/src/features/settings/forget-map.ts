/** Forget what the map keeps under `map.…`: saved shops, searches, the last map app. An open map forgets too. */
export function forgetMap(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith('map.')) localStorage.removeItem(key)
  dispatchEvent(new StorageEvent('storage', { key: null }))
}
