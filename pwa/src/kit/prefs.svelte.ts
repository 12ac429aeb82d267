/** Choices of this device: kept in localStorage, mirrored on <html>, never sent anywhere. */
export type Theme = 'system' | 'light' | 'dark'
export type Size = 'normal' | 'large' | 'larger' | 'largest'
export type Lang = 'zh' | 'en'

interface Prefs {
  theme: Theme
  size: Size
  elder: boolean
  lang: Lang
  readAloud: boolean
  cameraKnown: boolean
}

const KEY = 'prefs'
const FIRST: Prefs = {
  theme: 'system',
  size: 'normal',
  elder: false,
  lang: 'zh',
  readAloud: false,
  cameraKnown: false,
}

function load(): Prefs {
  try {
    return { ...FIRST, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Prefs>) }
  } catch {
    return { ...FIRST }
  }
}

export const prefs = $state(load())

/** 长辈版 never goes below 24 px; its own larger step is 30 px (工信部规范: adjustable to ≥ 30). */
export function effectiveSize(): Size {
  if (!prefs.elder) return prefs.size
  return prefs.size === 'largest' ? 'largest' : 'larger'
}

export function setPrefs(change: Partial<Prefs>): void {
  Object.assign(prefs, change)
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs))
  } catch {
    // A browser that refuses storage still works, it only forgets.
  }
  applyPrefs()
}

export function forgetPrefs(): void {
  setPrefs({ ...FIRST })
  localStorage.removeItem(KEY)
}

export function applyPrefs(): void {
  const root = document.documentElement
  root.toggleAttribute('data-elder', prefs.elder)
  root.dataset.size = effectiveSize()
  root.dataset.theme = prefs.theme
  root.lang = prefs.lang === 'zh' ? 'zh-CN' : 'en'
}
