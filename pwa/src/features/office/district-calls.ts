/** What officers ask the server about districts, their members and declared pins. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { Grade, Narrow, Page, Schemas } from '../../api/shapes.ts'
import type { Box, CharterPoint, DistrictKind, DistrictPage, DistrictStatus, Notice, Polygon } from '../../parts/district/shapes.ts'

export type DistrictDraft = Narrow<Schemas['DistrictContent'], { boundary: Polygon }>
export type DeskCard = Narrow<Schemas['DeskDistrict'], { grade: Grade; bbox: Box; boundary: Polygon }>
export type Finding = Schemas['BoundaryFinding']
/** A member and where its shop is. */
export type Spot = Schemas['OutsideMember']
export type BoundaryCheck = Schemas['BoundaryReport']
export type Check = Schemas['EntryCheck']
export type Concern = Schemas['Concern']
/** A membership on the desk, with the rules as they are met now and what the member was told to set right. */
export type Application = Omit<Schemas['MembershipCase'], 'subject'> & { subject: Narrow<Schemas['ApplicantView'], { grade: Grade }> }
/** A declared place: where it lies (`county`), where it was expected, where the map shows the shop now. */
export type PinReview = Schemas['PinReview']
export type ReviewGiven = Omit<Schemas['DecideReview'], 'rectifyBy'> & { rectifyBy?: string }

type Signal = AbortSignal | undefined
const stop = (signal: Signal): { signal?: AbortSignal } => (signal ? { signal } : {})

export const listDesk = (status: DistrictStatus | '', due: boolean, after: string | null, signal?: AbortSignal): Promise<Page<DeskCard>> =>
  call(address('/api/districts/desk', {}), { query: { status, due: due ? 'true' : '', after }, fresh: true, ...stop(signal) })

export const proposeDistrict = (draft: DistrictDraft): Promise<DistrictPage> => call(address('/api/districts', {}), { method: 'POST', body: draft })

/** 409 when somebody saved in between: `revision` is the one that was edited. */
export const changeDistrict = (code: string, draft: DistrictDraft, revision: number, reason: string): Promise<DistrictPage> =>
  call(address('/api/districts/{code}', { code }), { method: 'PUT', body: { ...draft, revision, reason } })

export const checkBoundary = (boundary: Polygon, code: string | null, kind: DistrictKind, signal?: AbortSignal): Promise<BoundaryCheck> =>
  call(address('/api/districts/boundary-check', {}), { method: 'POST', body: { boundary, kind, ...(code && { code }) }, ...stop(signal) })

export const adoptCharter = (code: string, points: CharterPoint[], adoptedBy: string, effectiveOn: string): Promise<DistrictPage> =>
  call(address('/api/districts/{code}/charter', { code }), { method: 'POST', body: { points, adoptedBy, effectiveOn } })

export const addNotice = (code: string, notice: Omit<Notice, 'id'>): Promise<DistrictPage> =>
  call(address('/api/districts/{code}/notices', { code }), { method: 'POST', body: notice })

/** Lives on when the page goes: what was withdrawn on the screen is withdrawn. */
export const withdrawNotice = (code: string, id: string): Promise<DistrictPage> =>
  call(address('/api/districts/{code}/notices/{notice_id}', { code, notice_id: id }), { method: 'DELETE', keepalive: true })

export const decideReview = (code: string, given: ReviewGiven): Promise<DistrictPage> =>
  call(address('/api/districts/{code}/reviews', { code }), { method: 'POST', body: given })

export const listApplications = (status: string, district: string, after: string | null, signal?: AbortSignal): Promise<Page<Application>> =>
  call(address('/api/memberships', {}), { query: { status, district, after }, fresh: true, ...stop(signal) })

export const decideApplication = (id: string, admit: boolean, reason: string): Promise<unknown> =>
  call(address('/api/memberships/{membership_id}/decision', { membership_id: id }), { method: 'POST', body: { admit, reason } })

export const removeMember = (id: string, reason: string, basis: string): Promise<unknown> =>
  call(address('/api/memberships/{membership_id}/removal', { membership_id: id }), { method: 'POST', body: { reason, basis } })

export const listPins = (after: string | null, signal?: AbortSignal): Promise<Page<PinReview>> =>
  call(address('/api/pin-reviews', {}), { query: { after }, fresh: true, ...stop(signal) })

export const decidePin = (id: number, accept: boolean, reason: string): Promise<unknown> =>
  call(address('/api/pin-reviews/{pin}/decision', { pin: String(id) }), { method: 'POST', body: { accept, reason } })
