/** What a ring or a mark says to those who do not see it. */
import { t } from '../../i18n/index.svelte.ts'
import { GRADES, type Mix } from '../../map/view/mix.ts'
import type { Item } from '../../map/view/scene.ts'
import type { Grade } from '../../api/shapes.ts'

/** A 12、B 30、不足 2: only the grades that are there, always in this order. */
export const spokenMix = (mix: Mix): string =>
  GRADES.flatMap((grade, i) => (mix[i] ? [`${gradeName(grade)} ${mix[i]}`] : [])).join(t('map.view.and'))

export const gradeName = (grade: Grade): string => (grade === 'N' ? t('grade.short.N') : grade)

export function spoken(item: Item): string {
  if (item.kind === 'group') return t('map.view.group', { n: item.group.n, mix: spokenMix(item.group.mix) })
  if (item.kind === 'area') return t('map.view.area', { name: item.area.card.name, n: item.area.card.members })
  const { name, grade, trade, precision } = item.mark.point
  const word = grade === 'N' ? t('grade.N') : `${grade} ${t(`grade.${grade}`)}`
  return [name, word, trade, precision === 'county' ? t('map.shop.rough') : ''].filter(Boolean).join(t('map.view.comma'))
}
