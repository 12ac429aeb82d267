import type { Component } from 'svelte'
import { addWords, type Part } from '../i18n/index.svelte.ts'

// Screens take their path parameters as props of the same name.
type Screen = Component<any> // eslint-disable-line @typescript-eslint/no-explicit-any
export type Tab = 'home' | 'map' | 'scan' | 'perks' | 'me'

export interface Route {
  pattern: string
  load: () => Promise<{ default: Screen }>
  /** The tab that lights up; without one the screen has no tab bar. */
  tab?: Tab
  /** Wide screens for desk work. */
  wide?: boolean
}

/** A screen that brings words of its own. */
export const withWords = (part: Part, load: Route['load']): Route['load'] => async () => {
  const [screen] = await Promise.all([load(), addWords(part)])
  return screen
}
