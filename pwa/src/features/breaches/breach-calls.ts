/** What the screens about breaches ask the server. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { Schemas } from '../../api/shapes.ts'

export type Guide = Schemas['BreachGuide']
export type Report = Schemas['ReportView']
export type ReportCard = Schemas['ReportCard']
export type CaseCard = Schemas['CaseCard']
export type CaseDue = Schemas['CaseDue']
export type ShopCase = Schemas['ShopCase']
export type OfficerCase = Schemas['OfficerCase']
export type CaseOutcome = Schemas['CaseOutcome']
export type CaseStep = Schemas['CaseStep']
export type ReportedFacts = Schemas['ReportedFacts']
export type CaseStatement = Schemas['CaseStatement']
export type TalkView = Schemas['TalkView']
export type Ladder = Schemas['LadderView']
export type Upheld = Schemas['UpholdBreach']
export type Queue = 'due' | 'overdue' | 'open' | 'talks' | 'proposals' | 'closed'
export const QUEUES: readonly Queue[] = ['due', 'overdue', 'open', 'talks', 'proposals', 'closed']

export interface NewReport {
  happenedOn: string
  facts: string
  place: string
  amountYuan: string | null
  photos: string[]
  photosShown: boolean
}

/** Photos over a weak signal take their time. */
const WITH_PHOTOS_MS = 90_000

export const getGuide = (code: string, signal?: AbortSignal): Promise<Guide> =>
  call(address('/api/commitments/{code}/breach-guide', { code }), { ...(signal && { signal }) })

/** The same key for the same report: sent twice, it is one. */
export const sendReport = (code: string, report: NewReport, key: string): Promise<Report> =>
  call(address('/api/commitments/{code}/breach-reports', { code }), { method: 'POST', body: report, key, timeout: WITH_PHOTOS_MS })

export const listReports = (signal?: AbortSignal): Promise<{ items: ReportCard[] }> =>
  call(address('/api/breach-reports', {}), { ...(signal && { signal }) })

export const getReport = (number: string, signal?: AbortSignal): Promise<Report> =>
  call(address('/api/breach-reports/{number}', { number }), { ...(signal && { signal }) })

export const withdrawReport = (number: string): Promise<Report> =>
  call(address('/api/breach-reports/{number}/withdrawal', { number }), { method: 'POST' })

export const settleReport = (number: string): Promise<Report> =>
  call(address('/api/breach-reports/{number}/settlement', { number }), { method: 'POST' })

export const askReportReview = (number: string, text: string): Promise<Report> =>
  call(address('/api/breach-reports/{number}/second-review', { number }), { method: 'POST', body: { text } })

export const listShopCases = (uscc: string, signal?: AbortSignal): Promise<{ items: CaseCard[] }> =>
  call(address('/api/subjects/{uscc}/breach-cases', { uscc }), { ...(signal && { signal }) })

export const getShopCase = (uscc: string, number: string, signal?: AbortSignal): Promise<ShopCase> =>
  call(address('/api/subjects/{uscc}/breach-cases/{number}', { uscc, number }), { ...(signal && { signal }) })

export const replyToCase = (uscc: string, number: string, reply: { text: string; remedied: boolean; photos: string[] }): Promise<ShopCase> =>
  call(address('/api/subjects/{uscc}/breach-cases/{number}/reply', { uscc, number }), { method: 'POST', body: reply, timeout: WITH_PHOTOS_MS })

export const askShopReview = (uscc: string, number: string, text: string): Promise<ShopCase> =>
  call(address('/api/subjects/{uscc}/breach-cases/{number}/second-review', { uscc, number }), { method: 'POST', body: { text } })

export const listCases = (queue: Queue, after: string | null): Promise<{ items: CaseCard[]; next?: string | null }> =>
  call(address('/api/breach-cases', {}), { query: { queue, after } })

export const getCase = (number: string, signal?: AbortSignal): Promise<OfficerCase> =>
  call(address('/api/breach-cases/{number}', { number }), { ...(signal && { signal }) })

export const acceptCase = (number: string, accept: boolean, reason: string): Promise<OfficerCase> =>
  call(address('/api/breach-cases/{number}/acceptance', { number }), { method: 'POST', body: { accept, reason } })

export const joinCase = (number: string, into: string): Promise<OfficerCase> =>
  call(address('/api/breach-cases/{number}/joining', { number }), { method: 'POST', body: { into } })

export const decideCase = (number: string, reason: string, upheld: Upheld | null): Promise<OfficerCase> =>
  call(address('/api/breach-cases/{number}/decision', { number }), { method: 'POST', body: { reason, upheld } })

export const reviewCase = (number: string, outcome: 'confirm' | 'change' | 'cancel', reason: string, upheld: Upheld | null): Promise<OfficerCase> =>
  call(address('/api/breach-cases/{number}/second-review', { number }), { method: 'POST', body: { outcome, reason, upheld } })

export const recordTalk = (number: string, talk: Schemas['RecordTalk']): Promise<OfficerCase> =>
  call(address('/api/breach-cases/{number}/talks', { number }), { method: 'POST', body: talk })

/** `123456789012` in groups of four, as people read it out. */
export const grouped = (number: string): string => number.replace(/(\d{4})(?=\d)/g, '$1 ')

/** Where the photos of a report or statement are. */
export const photoPaths = (photos: readonly { id: string }[]): string[] => photos.map(({ id }) => `/api/breach-photos/${encodeURIComponent(id)}`)
