/** Whether a shop is open, and until when, by the week that it declared. Pure; Qinghai's time, UTC+8. */

/** Seven days, Monday first; each the spans of `HH:MM`, sorted, apart, up to `24:00`. */
export type Week = readonly (readonly (readonly [string, string])[])[]

export interface Opening {
  open: boolean
  /** When that changes, `HH:MM`; null when it never does, or not within a day. */
  changes: string | null
}

const DAY = 1440
const toMinutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
const toText = (minutes: number): string => `${String(Math.floor((minutes % DAY) / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Null for a week that says nothing. */
export function openingAt(week: Week, now: Date): Opening | null {
  if (!week.some((day) => day.length)) return null
  const there = new Date(now.getTime() + 8 * 3_600_000)
  const minute = there.getUTCHours() * 60 + there.getUTCMinutes()
  const weekday = (there.getUTCDay() + 6) % 7
  const ahead = joined(week, weekday)
  const current = ahead.find(([from, to]) => from <= minute && minute < to)
  if (current) return { open: true, changes: current[1] < minute + DAY ? toText(current[1]) : null }
  const next = ahead.find(([from]) => from > minute && from < minute + DAY)
  return { open: false, changes: next ? toText(next[0]) : null }
}

/** Today's and tomorrow's spans on one scale; those that meet at midnight are one. */
function joined(week: Week, weekday: number): [number, number][] {
  const spans: [number, number][] = []
  for (let ahead = 0; ahead < 3; ahead += 1) {
    for (const [from, to] of week[(weekday + ahead) % 7] ?? []) {
      const span: [number, number] = [ahead * DAY + toMinutes(from), ahead * DAY + toMinutes(to)]
      const last = spans[spans.length - 1]
      if (last && last[1] === span[0]) last[1] = span[1]
      else spans.push(span)
    }
  }
  return spans
}
