import type { Verdict } from '../../api/shapes.ts'
import { t } from '../../i18n/index.svelte.ts'

/** The verdict in one breath, for 播报. */
export function spoken(verdict: Verdict): string {
  const shop = verdict.merchant
  if (verdict.verdict !== 'valid' || !shop) {
    return t('verdict.spokenOther', { title: verdict.title, message: verdict.message })
  }
  const grade = shop.evaluation.grade
  return t('verdict.spokenValid', {
    name: shop.shortName || shop.name,
    grade: grade === 'N' ? t('grade.N') : `${grade}，${t(`grade.${grade}`)}`,
    say: t(`grade.say.${grade}`),
  })
}
