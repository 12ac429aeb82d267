// `dateStyle` and `timeStyle` came with Safari 14.1: before, they are passed over and hours are lost.
const TIME = { hour: '2-digit', minute: '2-digit' } as const
const SHANGHAI = { timeZone: 'Asia/Shanghai' } as const

/** The date of an instant or ISO date in Asia/Shanghai, `2026-11-23`. */
export function day(value: string | null | undefined): string {
  if (!value) return ''
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value
  return new Intl.DateTimeFormat('sv-SE', SHANGHAI).format(new Date(value))
}

/** Date and minute in Asia/Shanghai, `2026-11-23 19:40`. */
export function minute(value: string | number | null | undefined): string {
  if (!value) return ''
  return new Intl.DateTimeFormat('sv-SE', { ...SHANGHAI, year: 'numeric', month: '2-digit', day: '2-digit', ...TIME }).format(new Date(value))
}

/** Whole days from today to an ISO date; negative when it has passed. */
export function daysUntil(iso: string, today = day(new Date().toISOString())): number {
  return Math.round((Date.parse(iso) - Date.parse(today)) / 86_400_000)
}

/** The time of day in Asia/Shanghai, `19:40:05`: a verdict says when it was reached. */
export function clockTime(value: string): string {
  return new Intl.DateTimeFormat('sv-SE', { ...SHANGHAI, ...TIME, second: '2-digit' }).format(new Date(value))
}
