/** What people ask about their own file, who looked at it, and what would improve it. */
import { call } from '../../api/client.ts'
import type { components } from '../../api/types.ts'

type Schemas = components['schemas']
export type LookView = Schemas['LookView']
export type AccessLog = Schemas['AccessLog']
export type SubjectFile = Schemas['SubjectFile']
export type FileEntry = Schemas['FileEntry']
export type OwnFile = Schemas['OwnFile']
export type Suggestions = Schemas['SuggestionList']
export type AnomalyCard = Schemas['AnomalyCard']
export type AnomalyView = Schemas['AnomalyView']
export type StatePurpose = Schemas['StatePurpose']
export type ImpactReports = Schemas['ImpactReports']
export type ImpactReportView = Schemas['ImpactReportView']
export type ProposeImpactReport = Schemas['ProposeImpactReport']
export type Source = 'all' | 'officer' | 'pass' | 'flagged'
export type Shown = 'all' | 'good' | 'bad' | 'ended'

const of = (uscc: string, rest: string): string => `/api/subjects/${encodeURIComponent(uscc)}/${rest}`
const signalled = (signal?: AbortSignal): { signal?: AbortSignal } => ({ ...(signal && { signal }) })

/** Of a shop, or without one of the caller. */
export const listLooks = (uscc: string, source: Source, before: string | null): Promise<AccessLog> =>
  call(uscc ? of(uscc, 'access-log') : '/api/me/access-log', { query: { source, before } })

export const getFile = (uscc: string, shown: Shown, after: string | null): Promise<SubjectFile> =>
  call(of(uscc, 'file'), { query: { shown, after } })

export const getOwnFile = (signal?: AbortSignal): Promise<OwnFile> => call('/api/me/file', signalled(signal))

export const getSuggestions = (uscc: string, signal?: AbortSignal): Promise<Suggestions> => call(of(uscc, 'suggestions'), signalled(signal))

export const statePurpose = (body: StatePurpose): Promise<void> => call('/api/access-purposes', { method: 'POST', body })

export const listAnomalies = (decided: boolean, after: string | null): Promise<Schemas['AnomalyPage']> =>
  call('/api/access-anomalies', { query: { decided: String(decided), after } })

const anomaly = (id: string): string => `/api/access-anomalies/${encodeURIComponent(id)}`
export const getAnomaly = (id: string, signal?: AbortSignal): Promise<AnomalyView> => call(anomaly(id), signalled(signal))
export const decideAnomaly = (id: string, misuse: boolean, reason: string): Promise<AnomalyView> =>
  call(`${anomaly(id)}/decision`, { method: 'POST', body: { misuse, reason } })

export const listImpact = (signal?: AbortSignal): Promise<ImpactReports> => call('/api/impact-reports', signalled(signal))

const impact = (code: string): string => `/api/impact-reports/${encodeURIComponent(code)}`
export const getImpact = (code: string, signal?: AbortSignal): Promise<ImpactReportView> => call(impact(code), signalled(signal))
export const proposeImpact = (code: string, body: ProposeImpactReport): Promise<ImpactReportView> =>
  call(`${impact(code)}/versions`, { method: 'POST', body })
export const decideImpact = (id: string, approve: boolean, note: string): Promise<ImpactReportView> =>
  call(`/api/impact-report-versions/${encodeURIComponent(id)}/decision`, { method: 'POST', body: { approve, note } })
