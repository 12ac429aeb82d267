/** What was counted, as a sentence. */
import { t } from '../../i18n/index.svelte.ts'
import type { Card } from './api.ts'

/** 10 → `10 分钟`, 1440 → `1 天`. */
export function span(minutes: number): string {
  if (minutes % 1440 === 0) return t('review.days', { n: minutes / 1440 })
  return minutes % 60 === 0 ? t('review.hours', { n: minutes / 60 }) : t('review.minutes', { n: minutes })
}

export const seen = (one: Card): string =>
  t(`review.seen.${one.rule as 'till_rush'}`, { span: span(one.minutes), n: one.seen })
