/** A week of opening hours while it is edited: a night belongs to the evening that it began on. */
import type { Span, Week } from '../../api/shapes.ts'

export const NAMES = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const
/** Spans a day; `to` not after `from` means: into the next day. An empty day is one of rest. */
export type Draft = Span[][]
export const MAX_SPANS = 3
/** What goes on until here in the morning began the evening before. */
const MORNING = '06:00'
const END = '24:00'

/** The server's week, whose nights are cut at midnight, with the nights joined again. */
export function draftOf(week: Week): Draft {
  const draft = week.map((spans) => spans.map(([from, to]): Span => [from, to]))
  week.forEach((spans, day) => {
    const next = (day + 1) % 7
    const last = spans[spans.length - 1]
    const night = week[next]?.[0]
    if (!last || last[1] !== END || last[0] === '00:00' || night?.[0] !== '00:00' || night[1] > MORNING) return
    const own = draft[day]!
    own[own.length - 1] = [last[0], night[1]]
    draft[next] = draft[next]!.filter(([from]) => from !== '00:00')
  })
  return draft
}

/** In the notation of OpenStreetMap, day by day; the server makes it short. */
export function textOf(draft: Draft): string {
  if (draft.every((spans) => spans.length === 1 && isWhole(spans[0]!))) return '24/7'
  return draft
    .map((spans, day) => (spans.length ? `${NAMES[day]} ${spans.map(([from, to]) => `${from}-${to === '00:00' ? END : to}`).join(',')}` : ''))
    .filter(Boolean)
    .join('; ')
}

/** The days (0 Monday) with a time missing or with spans that overlap: what the server would refuse or mend. */
export function faults(draft: Draft): number[] {
  return draft.map((spans, day) => (isSound(spans) ? -1 : day)).filter((day) => day >= 0)
}

function isSound(spans: readonly Span[]): boolean {
  return spans.every(([from, to], i) => {
    if (!from || !to) return false
    const before = spans[i - 1]
    // Only the last one of a day may go past midnight.
    return (i === spans.length - 1 || from < to) && (!before || before[1] < from)
  })
}

const isWhole = ([from, to]: Span): boolean => from === '00:00' && (to === END || to === '00:00')

const every = (...spans: Span[]): Draft => NAMES.map(() => spans.map(([from, to]): Span => [from, to]))
const restOn = (draft: Draft, ...days: number[]): Draft => draft.map((spans, day) => (days.includes(day) ? [] : spans))

export const PRESETS: readonly { key: 'day' | 'meals' | 'work' | 'night' | 'always'; draft: () => Draft }[] = [
  { key: 'day', draft: () => every(['09:00', '21:00']) },
  { key: 'meals', draft: () => every(['10:00', '14:30'], ['17:00', '22:00']) },
  { key: 'work', draft: () => restOn(every(['09:00', '18:00']), 5, 6) },
  { key: 'night', draft: () => every(['17:00', '02:00']) },
  { key: 'always', draft: () => every(['00:00', END]) },
]
