/**
 * Svelte scopes with `:where(.svelte-…)`, which is Chrome 88 and Safari 14: one version below our floor,
 * and a browser drops every rule whose selector it cannot read. Such a rule is said again for those
 * browsers alone, with the plain class; the others keep the specificity that was designed.
 */
import type { Plugin } from 'vite'

const RULE = /([^{}]*:where\(\.svelte-[^{}]*)(\{[^{}]*\})/g
const SCOPE = /:where\((\.svelte-[\w-]+)\)/g

export const withOldSelectors = (css: string): string =>
  css.replace(RULE, (rule, selector: string, body: string) => `${rule}@supports not selector(:where(a)){${selector.replace(SCOPE, '$1')}${body}}`)

export const oldSelectors = (): Plugin => ({
  name: 'old-selectors',
  apply: 'build',
  transform: { filter: { id: /\.svelte\?.*type=style/ }, handler: (css) => ({ code: withOldSelectors(css), map: null }) },
})
