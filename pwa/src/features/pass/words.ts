/** Times as the pass screens say them, in Asia/Shanghai. */
import { t } from '../../i18n/index.svelte.ts'
import { clockTime, day, minute } from '../../kit/time.ts'

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()

export const clockAt = (seconds: number): string => clockTime(iso(seconds))

/** 「明天 09:45」. */
export function soon(seconds: number, now: number): string {
  const time = clockAt(seconds).slice(0, 5)
  if (day(iso(seconds)) === day(iso(now))) return t('pass.today', { time })
  if (day(iso(seconds)) === day(iso(now + 86_400))) return t('pass.tomorrow', { time })
  return minute(iso(seconds))
}
