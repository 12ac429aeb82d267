import { t } from '../../i18n/index.svelte.ts'
import { ageWords } from '../../trust/age.ts'
import type { OfflineVerdict } from '../../verify/index.ts'

const JUST_NOW = 120

/** Seconds since the older of the two files was made on which a verdict rests. */
export const listAge = ({ bundleAge, listAge }: Pick<OfflineVerdict, 'bundleAge' | 'listAge'>): number | null =>
  bundleAge === null ? null : Math.max(bundleAge, listAge ?? 0)

/** 离线核验 · 清单更新于 3 小时前. */
export function ageLine(verdict: OfflineVerdict): string {
  const age = listAge(verdict) ?? 0
  return age < JUST_NOW ? t('local.now') : t('local.age', { age: ageWords(age) })
}
