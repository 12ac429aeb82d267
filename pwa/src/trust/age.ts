import { t } from '../i18n/index.svelte.ts'

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** An age in the largest whole unit, `3 小时`; below two minutes 刚刚 has its own words at the caller. */
export function ageWords(seconds: number): string {
  if (seconds < HOUR) return t('age.minutes', { n: Math.max(1, Math.floor(seconds / MINUTE)) })
  if (seconds < 2 * DAY) return t('age.hours', { n: Math.floor(seconds / HOUR) })
  return t('age.days', { n: Math.floor(seconds / DAY) })
}
