import type { Verdict } from '../../api/shapes.ts'
import { t, type Key } from '../../i18n/index.svelte.ts'
import { clockTime } from '../../kit/time.ts'
import type { MerchantClaims, OfflineVerdict } from '../../verify/index.ts'

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

/** The phone's own verdict on a badge that it believes. */
export const spokenLocal = ({ shortName, grade }: MerchantClaims): string =>
  t('local.spoken', { name: shortName, grade: `${grade}，${t(`grade.${grade}`)}` })

/** The reason in this app's words, or in the server's where it knows one that we do not. */
export function reasonWords({ reason, title }: Pick<Verdict, 'reason' | 'title'>): string {
  const key = `verdict.reason.${reason ?? ''}` as Key
  const words = t(key)
  return words === key ? title : words
}

/** What the phone itself found, in the words in which the server would have said it. */
export function inWords({ verdict, reason, kind }: OfflineVerdict): { reason: string; message: string } {
  if (verdict === 'valid') return { reason: t('verdict.valid'), message: '' }
  const time = clockTime(new Date().toISOString())
  const words = (about: 'reason' | 'do'): string =>
    (kind === 'citizen' && ofPerson(`person.${about}.${reason}`)) || t(`verdict.${about}.${reason}` as Key, { time })
  return { reason: words('reason'), message: words('do') }
}

/** A code that is not good says nothing about its bearer; a shop's words would. */
function ofPerson(key: string): string {
  const words = t(key as Key)
  return words === key ? '' : words
}

/** A refusal or a doubt of the phone's own, for 播报. */
export function spokenOwn(own: OfflineVerdict): string {
  const { reason, message } = inWords(own)
  return t('verdict.spokenOther', { title: `${t(`verdict.${own.verdict}`)}，${reason}`, message })
}
