/** Opening hours in their canonical text, `Mo-Fr 09:00-21:00; Sa,Su 10:00-02:00` or `24/7`. */
import type { Week } from '../../api/shapes.ts'
import type { OpenAt } from '../filter.ts'

const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']
const DAY = 1440

type Span = [from: number, to: number]

/** The week of a canonical text, Monday first, nothing past midnight; empty days for an empty text. Twin of `parse_hours`. */
export function weekOf(hours: string): Week {
  return spansOf(hours).map((day) => day.map(([from, to]) => [clock(from), clock(to)] as [string, string]))
}

/** Whether a shop with these hours is open then. Twin of `opening_hours.is_open`; empty text is never open. */
export function isOpen(hours: string, { weekday, minutes }: OpenAt): boolean {
  return (spansOf(hours)[weekday - 1] ?? []).some(([from, to]) => minutes >= from && minutes < to)
}

/** Minutes of each day, in order and apart. */
function spansOf(hours: string): Span[][] {
  const days: Span[][] = DAYS.map(() => [])
  if (hours === '24/7') return days.map(() => [[0, DAY]])
  for (const rule of hours.split(';')) {
    const [, names, times] = /^\s*([A-Z][A-Za-z,-]*) (\S+)$/.exec(rule) ?? []
    for (const day of daysOf(names ?? '')) for (const span of (times ?? '').split(',')) put(days, day, span)
  }
  return days.map(joined)
}

function daysOf(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [first, last] = part.split('-').map((name) => DAYS.indexOf(name)) as [number, number?]
    return first < 0 ? [] : Array.from({ length: (last ?? first) - first + 1 }, (_, step) => first + step)
  })
}

/** A span that ends before it begins ends on the next day, from Sunday on Monday. */
function put(days: Span[][], day: number, span: string): void {
  const [from, to] = span.split('-').map(minutesOf) as [number, number]
  if (to > from) return void days[day]?.push([from, to])
  days[day]?.push([from, DAY])
  if (to > 0) days[(day + 1) % 7]?.push([0, to])
}

function joined(spans: Span[]): Span[] {
  const whole: Span[] = []
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    const last = whole[whole.length - 1]
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else whole.push([from, to])
  }
  return whole
}

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
const clock = (minutes: number): string => [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
