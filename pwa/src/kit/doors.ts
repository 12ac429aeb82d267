import type { Key } from '../i18n/index.svelte.ts'
import type { IconName } from './ui/icons.ts'

/** A place to go to from a list of places. */
export interface Door {
  readonly href: string
  readonly icon: IconName
  readonly title: Key
  readonly hint?: Key | undefined
}

/** Doors that belong together, under a heading. */
export interface DoorGroup {
  readonly title: Key
  readonly doors: readonly Door[]
}
