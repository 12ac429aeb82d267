import { prefs, setPrefs, type Lang } from '../kit/prefs.svelte.ts'
import { fill } from './fill.ts'
import { zh } from './zh.ts'

export type Key = keyof typeof zh
export type Messages = Record<Key, string>

let messages: Messages = $state.raw(zh)

/** The text for a key in the chosen language; `{name}` is filled from `values`. */
export function t(key: Key, values?: Record<string, string | number>): string {
  return fill(messages[key] ?? zh[key], values)
}

/** English is fetched only by those who ask for it. */
export async function useLang(lang: Lang): Promise<void> {
  if (lang === 'en') messages = (await import('./en.ts')).en
  else messages = zh
  if (prefs.lang !== lang) setPrefs({ lang })
}
