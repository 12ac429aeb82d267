/** The API's shapes as the screens use them: the generated types, a few of them narrowed. */
import type { components } from './types.ts'

export type Schemas = components['schemas']
/** `Base` with some fields told more exactly; each must still be a case of what the server declares. */
export type Narrow<Base, Exact extends { [Key in keyof Exact]: Key extends keyof Base ? Base[Key] : never }> = Omit<Base, keyof Exact> & Exact

export type Grade = 'A' | 'B' | 'C' | 'D' | 'N'
/** Too little information is no grade, so there is nothing to sign. */
export type SignedGrade = Exclude<Grade, 'N'>

export interface Page<T> {
  items: T[]
  next?: string | null
  total?: number | null
}

export type SubjectCard = Narrow<Schemas['SubjectCard'], { grade: Grade }>
export type Badge = Schemas['BadgeView']
/** With the name and grade under the signature: what the code says of itself. */
export type BadgeLink = Narrow<Schemas['BadgeLink'], { grade: SignedGrade }>
export type LossWithoutBadge = Schemas['LossWithoutBadge']
export type PastBadge = Narrow<Schemas['PastBadgeView'], { grade: SignedGrade }>
/** Newest first. `renewBy`: the last day of the printed code that ends first. */
export type BadgeHistory = Omit<Schemas['BadgeHistory'], 'items'> & { items: PastBadge[] }
export type ShortNameView = Schemas['ShortNameView']
export type WebBadge = Schemas['WebBadgeEmbed']
export type TagText = Schemas['NfcTag']
export type VerifierClient = Schemas['ClientView']
export type NewClient = Schemas['RegisterClient']
export type Dimension = Schemas['DimensionPoints']
export type EvaluationSummary = Narrow<Schemas['EvaluationSummary'], { grade: Grade }>
export type EvaluationView = Narrow<Schemas['EvaluationView'], { grade: Grade }>
export type Fact = Narrow<Schemas['Fact'], { tone: 'good' | 'neutral' | 'bad' }>
export type CommitmentView = Schemas['CommitmentView']
export type Template = Schemas['TemplateView']
/** From and to, `HH:MM`, the latter at most `24:00`; a day has none, one or several. */
export type Span = [from: string, to: string]
/** Seven days, Monday first. */
export type Week = Span[][]
/** `district` and `openingHours` are missing in copies that an older app saved. */
export type MerchantPage = Omit<Schemas['MerchantPage'], 'evaluation' | 'facts' | 'district' | 'openingHours'> & {
  district?: { code: string; name: string; grade: Grade; gradeWord: string; demo: boolean } | null
  openingHours?: { text: string; week: Week } | null
  evaluation: EvaluationSummary
  facts: Fact[]
}
export type Verdict = Omit<Schemas['Verdict'], 'merchant'> & { merchant?: MerchantPage | null }
export type Caller = Narrow<Schemas['CallerView'], { kind: 'citizen' | 'merchant' | 'officer' }>
export type Session = Omit<Schemas['SessionView'], 'caller'> & { caller: Caller }
export type ImportRun = Narrow<
  Schemas['ImportRun'],
  { status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' }
>
