/** Small lists of the map kept on this phone under `map.…`, so that one sweep of that name forgets all. */

export function readKept<T>(name: string, isGood: (one: unknown) => one is T): T[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(`map.${name}`) ?? '[]')
    return Array.isArray(list) ? list.filter(isGood) : []
  } catch {
    return []
  }
}

/** False when the browser refuses: then it lives until the page closes. */
export function keep(name: string, list: readonly unknown[]): boolean {
  try {
    localStorage.setItem(`map.${name}`, JSON.stringify(list))
    return true
  } catch {
    return false
  }
}

/** Another tab, or "清掉手机里的内容", may change what is kept. `null` stands for everything. */
export function onKeptChange(name: string, changed: () => void): void {
  addEventListener('storage', ({ key }) => {
    if (key === null || key === `map.${name}`) changed()
  })
}
