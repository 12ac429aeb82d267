/** Opening hours as read by a clock: open until when, or when again. Times are those of Qinghai. */
import type { Week } from '../api/shapes.ts'

export type Opening =
  | { kind: 'always' }
  | { kind: 'until'; time: string }
  | { kind: 'today'; time: string }
  /** `day`: 0 Monday … 6 Sunday. */
  | { kind: 'later'; time: string; day: number }

const END = '24:00'
// China has one zone and no summer time, whatever the phone is set to.
const SHANGHAI_MS = 8 * 3_600_000

/** The day (0 Monday … 6 Sunday) and `HH:MM` in Qinghai. */
export function inQinghai(now: number): { day: number; time: string } {
  const there = new Date(now + SHANGHAI_MS)
  return { day: (there.getUTCDay() + 6) % 7, time: there.toISOString().slice(11, 16) }
}

/** Null for a week that is never open. */
export function opening(week: Week, now: number): Opening | null {
  const { day, time } = inQinghai(now)
  const span = week[day]?.find(([from, to]) => from <= time && time < to)
  if (span) return closing(week, day, span[1])
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const on = (day + ahead) % 7
    const next = week[on]?.find(([from]) => ahead > 0 || from > time)
    if (next) return ahead === 0 ? { kind: 'today', time: next[0] } : { kind: 'later', time: next[0], day: on }
  }
  return null
}

/** What goes on after midnight is told by when it ends, not by midnight. */
function closing(week: Week, day: number, to: string): Opening {
  for (let ahead = 1; to === END && ahead <= 7; ahead += 1) {
    const night = week[(day + ahead) % 7]?.[0]
    if (!night || night[0] !== '00:00') break
    to = night[1]
  }
  return to === END && week.every((spans) => spans.length === 1 && spans[0]![0] === '00:00' && spans[0]![1] === END) ? { kind: 'always' } : { kind: 'until', time: to }
}

export const dayTimes = (spans: Week[number]): string => spans.map(([from, to]) => `${from}–${to}`).join(' · ')

/** The name of a day, 0 Monday … 6 Sunday: 2024 began on one. */
export const dayName = (day: number, lang: string): string =>
  new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en', { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + day))
