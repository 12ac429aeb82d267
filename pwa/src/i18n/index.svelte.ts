import { prefs, setPrefs, type Lang } from '../kit/prefs.svelte.ts'
import { fill } from './fill.ts'
import type { account } from './account.zh.ts'
import type { breach } from './breach.zh.ts'
import type { credit } from './credit.zh.ts'
import type { desk } from './desk.zh.ts'
import type { district } from './district.zh.ts'
import type { file } from './file.zh.ts'
import type { follow } from './follow.zh.ts'
import type { map } from './map.zh.ts'
import type { me } from './me.zh.ts'
import type { objection } from './objection.zh.ts'
import type { place } from './place.zh.ts'
import type { pass } from './pass.zh.ts'
import type { promise } from './promise.zh.ts'
import type { repair } from './repair.zh.ts'
import type { perk } from './perk.zh.ts'
import type { perkReview } from './perkreview.zh.ts'
import type { perkwork } from './perkwork.zh.ts'
import type { verify } from './verify.zh.ts'
import type { who } from './who.zh.ts'
import { zh } from './zh.ts'

type Words<Text> = Record<keyof Text, string>
/** The words that every screen may need, in the first bundle. */
type CoreKey = keyof typeof zh
export type Key = CoreKey | keyof typeof account | keyof typeof breach | keyof typeof credit | keyof typeof desk | keyof typeof district | keyof typeof file | keyof typeof follow | keyof typeof map | keyof typeof me | keyof typeof objection | keyof typeof place | keyof typeof pass | keyof typeof perk | keyof typeof perkReview | keyof typeof perkwork | keyof typeof promise | keyof typeof repair | keyof typeof verify | keyof typeof who
export type Messages = Record<CoreKey, string>

/** Words that arrive with the screens that need them: the first route stays small. */
const parts = {
  account: { zh: () => import('./account.zh.ts').then(({ account }) => account), en: () => import('./account.en.ts').then(({ account }) => account) },
  breach: { zh: () => import('./breach.zh.ts').then(({ breach }) => breach), en: () => import('./breach.en.ts').then(({ breach }) => breach) },
  credit: { zh: () => import('./credit.zh.ts').then(({ credit }) => credit), en: () => import('./credit.en.ts').then(({ credit }) => credit) },
  desk: { zh: () => import('./desk.zh.ts').then(({ desk }) => desk), en: () => import('./desk.en.ts').then(({ desk }) => desk) },
  district: { zh: () => import('./district.zh.ts').then(({ district }) => district), en: () => import('./district.en.ts').then(({ district }) => district) },
  file: { zh: () => import('./file.zh.ts').then(({ file }) => file), en: () => import('./file.en.ts').then(({ file }) => file) },
  follow: { zh: () => import('./follow.zh.ts').then(({ follow }) => follow), en: () => import('./follow.en.ts').then(({ follow }) => follow) },
  map: { zh: () => import('./map.zh.ts').then(({ map }) => map), en: () => import('./map.en.ts').then(({ map }) => map) },
  me: { zh: () => import('./me.zh.ts').then(({ me }) => me), en: () => import('./me.en.ts').then(({ me }) => me) },
  objection: { zh: () => import('./objection.zh.ts').then(({ objection }) => objection), en: () => import('./objection.en.ts').then(({ objection }) => objection) },
  place: { zh: () => import('./place.zh.ts').then(({ place }) => place), en: () => import('./place.en.ts').then(({ place }) => place) },
  pass: { zh: () => import('./pass.zh.ts').then(({ pass }) => pass), en: () => import('./pass.en.ts').then(({ pass }) => pass) },
  promise: { zh: () => import('./promise.zh.ts').then(({ promise }) => promise), en: () => import('./promise.en.ts').then(({ promise }) => promise) },
  repair: { zh: () => import('./repair.zh.ts').then(({ repair }) => repair), en: () => import('./repair.en.ts').then(({ repair }) => repair) },
  perk: { zh: () => import('./perk.zh.ts').then(({ perk }) => perk), en: () => import('./perk.en.ts').then(({ perk }) => perk) },
  perkReview: { zh: () => import('./perkreview.zh.ts').then(({ perkReview }) => perkReview), en: () => import('./perkreview.en.ts').then(({ perkReview }) => perkReview) },
  who: { zh: () => import('./who.zh.ts').then(({ who }) => who), en: () => import('./who.en.ts').then(({ who }) => who) },
  perkwork: { zh: () => import('./perkwork.zh.ts').then(({ perkwork }) => perkwork), en: () => import('./perkwork.en.ts').then(({ perkwork }) => perkwork) },
  verify: { zh: () => import('./verify.zh.ts').then(({ verify }) => verify), en: () => import('./verify.en.ts').then(({ verify }) => verify) },
} satisfies Record<string, Record<Lang, () => Promise<Words<object>>>>
export type Part = keyof typeof parts

const present = new Set<Part>()
let messages: Partial<Record<Key, string>> = $state.raw(zh)

/** The text for a key in the chosen language; `{name}` is filled from `values`. */
export function t(key: Key, values?: Record<string, string | number>): string {
  return fill(messages[key] ?? zh[key as CoreKey] ?? key, values)
}

const coreWords = async (lang: Lang): Promise<Messages> => (lang === 'en' ? (await import('./en.ts')).en : zh)

/** English is fetched only by those who ask for it. */
export async function useLang(lang: Lang): Promise<void> {
  const read = await Promise.all([coreWords(lang), ...[...present].map((part) => parts[part][lang]())])
  messages = Object.assign({}, ...read) as typeof messages
  if (prefs.lang !== lang) setPrefs({ lang })
}

/** Bring in the words of a group of screens before the first of them is shown. */
export async function addWords(part: Part): Promise<void> {
  if (present.has(part)) return
  const lang = prefs.lang
  const words = await parts[part][lang]()
  if (lang !== prefs.lang) return addWords(part)
  present.add(part)
  messages = { ...messages, ...words }
}
