/** The API's shapes as the screens use them. */
export type Grade = 'A' | 'B' | 'C' | 'D' | 'N'

export interface SubjectCard {
  uscc: string
  name: string
  shortName: string
  trade: string
  address: string
  divisionName: string
  grade: Grade
  gradeWord: string
  demo: boolean
}

export interface Page<T> {
  items: T[]
  next: string | null
  total?: number | null
}

export interface Badge {
  issuedOn: string
  expiresOn: string
  shortCode: string
  digits: string
}

export interface BadgeLink extends Badge {
  url: string
}

export interface Move {
  recordId: string
  title: string
  indicator: string
  indicatorName: string
  points: number
  endsOn: string | null
  remedy: string
}

export interface Dimension {
  code: string
  name: string
  points: number
  maxPoints: number
}

export interface Indicator extends Dimension {
  dimension: string
  legalBasis: string
}

export interface EvaluationSummary {
  grade: Grade
  gradeWord: string
  score: number | null
  maxScore: number
  modelVersion: string
  modelName: string
  evaluatedOn: string
  disclaimer: string
  cap: string | null
  dimensions: Dimension[]
  moves: Move[]
}

export interface EvaluationView extends EvaluationSummary {
  recordCount: number
  minimumRecords: number
  indicators: Indicator[]
}

export interface Fact {
  id: string
  recordClass: string
  className: string
  tone: 'good' | 'neutral' | 'bad'
  title: string
  detail: string
  agency: string
  source: string
  decidedOn: string | null
  effect: number | null
  effectEndsOn: string | null
  publicityUntil: string | null
  state: string
  stateName: string
  legalBasis: string
  decisionNo: string
}

export interface CommitmentView {
  code: string
  template: string
  name: string
  matter: string
  plainText: string
  madeOn: string
  validUntil: string | null
  performance: string
  performanceName: string
}

export interface MerchantPage {
  uscc: string
  name: string
  shortName: string
  kind: string
  trade: string
  address: string
  divisionName: string
  registeredOn: string | null
  demo: boolean
  badge: Badge | null
  evaluation: EvaluationSummary
  facts: Fact[]
  factCount: number
  commitments: CommitmentView[]
  objection: { text: string; channels: { label: string; href: string }[] }
  asOf: string
}

export type VerdictKind = 'valid' | 'invalid' | 'unverifiable'

export interface Verdict {
  verdict: VerdictKind
  reason: string | null
  title: string
  message: string
  checkedAt: string
  merchant: MerchantPage | null
}

export interface Caller {
  id: string
  kind: 'citizen' | 'merchant' | 'officer'
  name: string
  subjects: { uscc: string; name: string; role: string }[]
}

export interface Session {
  accessToken: string
  expiresIn: number
  caller: Caller
}

export interface Reject {
  line: number
  field: string
  reason: string
  value: string
}

export interface ImportRun {
  id: string
  kind: string
  fileName: string
  fileSize: number
  encoding: string | null
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  rowsRead: number
  rowsAccepted: number
  rowsUnchanged: number
  rowsRejected: number
  problem: string | null
  createdAt: string
  finishedAt: string | null
  firstRejects: Reject[]
}

/** A blank of a promise: a whole number in [low, high], or that many short texts. */
export interface Blank {
  name: string
  kind: string
  label: string
  low: number
  high: number
  default: number | string[]
}

export interface Template {
  template: string
  version: number
  name: string
  matter: string
  plainText: string
  content: string
  liability: string
  legalBasis: string[]
  months: number | null
  parameters: Blank[]
}
