/** What officers ask the server about districts, their members and declared pins. */
import { call } from '../../api/client.ts'
import type { Grade, Page } from '../../api/shapes.ts'
import { districtAddress } from '../../parts/district/calls.ts'
import type { CharterPoint, DistrictCard, DistrictKind, DistrictPage, DistrictStatus, EntryRules, Notice, Outcome, Polygon } from '../../parts/district/shapes.ts'

export interface DistrictDraft {
  name: string
  kind: DistrictKind
  division: string
  introduction: string
  manager: string
  managerContact: string
  boundary: Polygon
  rules: EntryRules
}

export interface DeskCard extends DistrictCard {
  reviewDue: string | null
  isDue: boolean
  rectifyBy: string | null
  /** Applications that wait, and members that no longer meet a rule. */
  applications: number
  concerns: number
}

export interface Finding {
  level: 'error' | 'warning'
  text: string
  lng?: number | null
  lat?: number | null
}

export interface Spot {
  uscc: string
  name: string
  lng: number
  lat: number
}

export interface BoundaryCheck {
  ok: boolean
  areaHectares: number
  county: string
  countyName: string
  findings: Finding[]
  membersInside: number
  membersOutside: Spot[]
}

export interface Check {
  id: string
  text: string
  ok: boolean
  found: string
  basis: string
  howToFix: string
}

export interface Application {
  id: string
  status: string
  statusName: string
  subject: { uscc: string; name: string; trade: string; grade: Grade; gradeWord: string; address: string; demo: boolean }
  district: { code: string; name: string }
  statement: string
  charterVersion: number
  appliedOn: string
  checks: Check[]
  eligible: boolean
  /** What a member was told to set right, and until when. */
  concerns: Concern[]
}

export interface Concern {
  id: string
  text: string
  found: string
  howToFix: string
  notedOn: string
  setRightBy: string
}

export interface County {
  adcode: string
  name: string
}

/** A declared place: where it lies (`county`), where it was expected, where the map shows the shop now. */
export interface PinReview {
  id: number
  subject: { uscc: string; name: string; address: string; demo: boolean }
  lng: number
  lat: number
  county: County | null
  expected: County[]
  findings: { id: string; level: string; text: string }[]
  note: string
  declaredAt: string
  /** Declared by this very officer: another one decides. */
  own: boolean
  position: { lng: number; lat: number; precision: string } | null
}

const desk = (rest: string): string => `/api/districts/${rest}`
type Signal = AbortSignal | undefined
const stop = (signal: Signal): { signal?: AbortSignal } => (signal ? { signal } : {})

export const listDesk = (status: DistrictStatus | '', due: boolean, after: string | null, signal?: AbortSignal): Promise<Page<DeskCard>> =>
  call(desk('desk'), { query: { status, due: due ? 'true' : '', after }, fresh: true, ...stop(signal) })

export const proposeDistrict = (draft: DistrictDraft): Promise<DistrictPage> => call('/api/districts', { method: 'POST', body: draft })

/** 409 when somebody saved in between: `revision` is the one that was edited. */
export const changeDistrict = (code: string, draft: DistrictDraft, revision: number, reason: string): Promise<DistrictPage> =>
  call(districtAddress(code), { method: 'PUT', body: { ...draft, revision, reason } })

export const checkBoundary = (boundary: Polygon, code: string | null, kind: DistrictKind, signal?: AbortSignal): Promise<BoundaryCheck> =>
  call(desk('boundary-check'), { method: 'POST', body: { boundary, kind, ...(code && { code }) }, ...stop(signal) })

export const adoptCharter = (code: string, points: CharterPoint[], adoptedBy: string, effectiveOn: string): Promise<DistrictPage> =>
  call(districtAddress(code, '/charter'), { method: 'POST', body: { points, adoptedBy, effectiveOn } })

export const addNotice = (code: string, notice: Omit<Notice, 'id'>): Promise<DistrictPage> =>
  call(districtAddress(code, '/notices'), { method: 'POST', body: notice })

export const withdrawNotice = (code: string, id: string): Promise<DistrictPage> =>
  call(districtAddress(code, `/notices/${encodeURIComponent(id)}`), { method: 'DELETE', keepalive: true })

export interface ReviewGiven {
  year: number
  outcome: Outcome
  opinion: string
  rectifyBy?: string
}

export const decideReview = (code: string, given: ReviewGiven): Promise<DistrictPage> => call(districtAddress(code, '/reviews'), { method: 'POST', body: given })

export const listApplications = (status: string, district: string, after: string | null, signal?: AbortSignal): Promise<Page<Application>> =>
  call('/api/memberships', { query: { status, district, after }, fresh: true, ...stop(signal) })

export const decideApplication = (id: string, admit: boolean, reason: string): Promise<unknown> =>
  call(`/api/memberships/${encodeURIComponent(id)}/decision`, { method: 'POST', body: { admit, reason } })

export const removeMember = (id: string, reason: string, basis: string): Promise<unknown> =>
  call(`/api/memberships/${encodeURIComponent(id)}/removal`, { method: 'POST', body: { reason, basis } })

export const listPins = (after: string | null, signal?: AbortSignal): Promise<Page<PinReview>> =>
  call('/api/pin-reviews', { query: { after }, fresh: true, ...stop(signal) })

export const decidePin = (id: number, accept: boolean, reason: string): Promise<unknown> =>
  call(`/api/pin-reviews/${id}/decision`, { method: 'POST', body: { accept, reason } })
