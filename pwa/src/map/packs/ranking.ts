/**
 * How hits of a search are ranked: how well the words match, less how far it is. Twin of
 * `backend/credit/map/ranking.py`, where the points are explained. Pure.
 */
import type { Hit } from '../source.ts'

export type Match = Hit['match']
/** What a thing can be found by, in lower case; empty where it has none. */
export interface Texts { names: readonly string[]; code?: string; initials?: string; street?: string; trade?: string }
export interface Quality { match: Match; points: number }

const INSIDE_FROM = 3
/** The same, starts with, contains. */
const POINTS: Record<Match, readonly [number, number, number]> = {
  code: [100, 65, 0], name: [100, 85, 70], pinyin: [80, 60, 45], initials: [80, 55, 45], trade: [50, 45, 40], street: [40, 40, 40],
}
const A_DOUBLING = 5
const FARTHEST = 30

/** How well the words match; null unless each of them does. */
export function rate(words: readonly string[], texts: Texts): Quality | null {
  let [sum, best] = [0, null as Quality | null]
  for (const word of words) {
    const found = bestOf(word, texts)
    if (!found) return null
    sum += found.points
    if (!best || found.points > best.points) best = found
  }
  return best && { match: best.match, points: sum / words.length }
}

function bestOf(word: string, { names, code = '', initials = '', street = '', trade = '' }: Texts): Quality | null {
  let best: Quality | null = null
  const tried = (match: Match, text: string): void => {
    const how = text ? howWell(word, text) : null
    const points = how === null ? 0 : POINTS[match][how]
    if (points && (!best || points > best.points)) best = { match, points }
  }
  tried('code', code)
  for (const name of names) tried('name', name)
  tried('initials', initials)
  tried('trade', trade)
  tried('street', street)
  return best
}

function howWell(word: string, text: string): 0 | 1 | 2 | null {
  if (word === text) return 0
  if (text.startsWith(word)) return 1
  // Of one or two letters every name has some: they count at the beginning only.
  if (word.length < INSIDE_FROM && /^[\x00-\x7f]*$/.test(word)) return null
  return text.includes(word) ? 2 : null
}

/** The key to sort hits by, ascending: less points and nearer first, then the shorter name. */
export const orderOf = (points: number, metres: number | null, name: string, code: string): [number, number, string] => [
  (metres === null ? 0 : Math.min(FARTHEST, A_DOUBLING * Math.log2(1 + metres / 1000))) - points, [...name].length, code,
]

export function byOrder(one: readonly [number, number, string], other: readonly [number, number, string]): number {
  return one[0] - other[0] || one[1] - other[1] || (one[2] < other[2] ? -1 : one[2] > other[2] ? 1 : 0)
}

const WIDE = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g
const MAX_WORDS = 4

/** The words of what was typed: narrow, lower case, letters alone as one word. Twin of `read_query`. */
export function wordsOf(typed: string): string[] {
  const narrow = typed.replace(WIDE, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)).replace(/\p{C}|(?! )\p{Z}/gu, ' ')
  const words = narrow.toLowerCase().split(' ').filter(Boolean)
  const whole = words.join(' ')
  return (/^[a-z][a-z' ]*$/.test(whole) ? [whole.replace(/[ ']/g, '')] : words).filter(Boolean).slice(0, MAX_WORDS)
}
