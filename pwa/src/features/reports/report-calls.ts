/** What shops, recipients and officers ask about credit reports. */
import { address } from '../../api/address.ts'
import { call, callBlob } from '../../api/client.ts'
import { problemFrom } from '../../api/problem.ts'
import type { components } from '../../api/types.ts'

type Schemas = components['schemas']
export type CreditReport = Schemas['CreditReport']
export type ReportSection = Schemas['ReportSection']
export type ReportFact = Schemas['ReportFact']
export type IssuedReport = Schemas['IssuedReport']
export type IssuedCard = Schemas['IssuedCard']
export type IssuedPage = Schemas['IssuedPage']
export type ReportForm = Schemas['ReportForm']
export type Issue = Schemas['IssueReport']
export type Clearance = Schemas['IssueClearance']
export type ReportVerdict = Schemas['ReportVerdict']
export type NewShare = Schemas['NewShare']
export type ShareCard = Schemas['ShareCard']
export type ShareList = Schemas['ShareList']
export type ShareWish = Schemas['ShareReport']
export type SharedReport = Schemas['SharedReport']
export type Delegation = Schemas['DelegationCard']
export type DelegationBook = Schemas['DelegationBook']
export type DelegationList = Schemas['DelegationList']
export type DelegationWish = Schemas['DelegateReport']
export type Lookup = Schemas['ReportLookupView']
export type LookupPage = Schemas['ReportLookupPage']
export type Purpose = Issue['purpose']

/** A large report is drawn in seconds, and a check reads megabytes. */
const LONG_MS = 60_000
const stop = (signal?: AbortSignal): { signal?: AbortSignal } => ({ ...(signal && { signal }) })

export const getForm = (signal?: AbortSignal): Promise<ReportForm> => call(address('/api/credit-report-form', {}), stop(signal))

export const makeReport = (uscc: string, body: Issue): Promise<IssuedReport> =>
  call(address('/api/subjects/{uscc}/credit-reports', { uscc }), { method: 'POST', body, timeout: LONG_MS })

export const makeClearance = (uscc: string, body: Clearance): Promise<IssuedReport> =>
  call(address('/api/subjects/{uscc}/clearance-reports', { uscc }), { method: 'POST', body, timeout: LONG_MS })

export const listReports = (uscc: string, after: string | null): Promise<IssuedPage> =>
  call(address('/api/subjects/{uscc}/credit-reports', { uscc }), { query: { after } })

export const getReport = (uscc: string, number: string, signal?: AbortSignal): Promise<IssuedReport> =>
  call(address('/api/subjects/{uscc}/credit-reports/{number}', { uscc, number }), stop(signal))

export const getFile = (uscc: string, number: string): Promise<Blob> =>
  callBlob(address('/api/subjects/{uscc}/credit-reports/{number}/file', { uscc, number }), { timeout: LONG_MS })

export const share = (uscc: string, number: string, body: ShareWish): Promise<NewShare> =>
  call(address('/api/subjects/{uscc}/credit-reports/{number}/shares', { uscc, number }), { method: 'POST', body })

export const listShares = (uscc: string, signal?: AbortSignal): Promise<ShareList> =>
  call(address('/api/subjects/{uscc}/report-shares', { uscc }), stop(signal))

export const revokeShare = (uscc: string, id: string): Promise<void> =>
  call(address('/api/subjects/{uscc}/report-shares/{share}', { uscc, share: id }), { method: 'DELETE' })

export const listLookups = (uscc: string, after: string | null): Promise<LookupPage> =>
  call(address('/api/subjects/{uscc}/report-lookups', { uscc }), { query: { after } })

export const getDelegations = (uscc: string, signal?: AbortSignal): Promise<DelegationBook> =>
  call(address('/api/subjects/{uscc}/report-delegations', { uscc }), stop(signal))

export const delegate = (uscc: string, body: DelegationWish): Promise<Delegation> =>
  call(address('/api/subjects/{uscc}/report-delegations', { uscc }), { method: 'POST', body })

export const withdraw = (uscc: string, id: string): Promise<Delegation> =>
  call(address('/api/subjects/{uscc}/report-delegations/{delegation}/withdrawal', { uscc, delegation: id }), { method: 'POST' })

export const listHeld = (uscc: string, signal?: AbortSignal): Promise<DelegationList> =>
  call(address('/api/subjects/{uscc}/held-delegations', { uscc }), stop(signal))

export const fetchReport = (uscc: string, id: string): Promise<IssuedReport> =>
  call(address('/api/subjects/{uscc}/held-delegations/{delegation}/reports', { uscc, delegation: id }), { method: 'POST', timeout: LONG_MS })

export const getFetchedFile = (uscc: string, number: string): Promise<Blob> =>
  callBlob(address('/api/subjects/{uscc}/held-reports/{number}/file', { uscc, number }), { timeout: LONG_MS })

export const openShare = (token: string, passCode: string): Promise<SharedReport> =>
  call(address('/api/report-shares/open', {}), { method: 'POST', body: { token, passCode }, plain: true })

export const getSharedFile = (ticket: string): Promise<Blob> =>
  callBlob(address('/api/report-shares/file', {}), { method: 'POST', body: { ticket }, plain: true, timeout: LONG_MS })

export const checkNumber = (number: string, content: string): Promise<ReportVerdict> =>
  call(address('/api/credit-reports/check', {}), { method: 'POST', body: { number, content }, plain: true })

/** The file itself travels, since its last line is a signature over all its bytes; it is not kept. */
export async function checkFile(file: Blob): Promise<ReportVerdict> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), LONG_MS)
  try {
    const headers = { 'Content-Type': 'application/pdf', Accept: 'application/json' }
    const response = await fetch(address('/api/credit-reports/check-file', {}), { method: 'POST', body: file, signal: abort.signal, headers })
    if (!response.ok) throw await problemFrom(response)
    return (await response.json()) as ReportVerdict
  } finally {
    clearTimeout(timer)
  }
}
