/** What a shop asks about where it stands: its district, its pin, its opening hours. */
import { call } from '../../api/client.ts'
import type { Week } from '../../api/shapes.ts'
import type { DistrictCard } from '../../parts/district/shapes.ts'

export interface Check {
  id: string
  text: string
  ok: boolean
  found: string
  basis: string
  howToFix: string
}

export interface Concern {
  id: string
  text: string
  found: string
  howToFix: string
  notedOn: string
  setRightBy: string
}

export interface Membership {
  id: string
  district: { code: string; name: string }
  status: 'applied' | 'admitted' | 'refused' | 'withdrawn' | 'left' | 'removed'
  statusName: string
  appliedOn: string
  decidedOn: string | null
  reason: string
  basis: string
  objection: string
}

export interface Memberships {
  current: { id: string; district: { code: string; name: string }; admittedOn: string; concerns: Concern[] } | null
  items: Membership[]
  nearby: DistrictCard[]
}

export interface Eligibility {
  eligible: boolean
  charterVersion: number | null
  checks: Check[]
}

export interface Finding {
  id: string
  level: 'info' | 'warning' | 'error'
  text: string
}

export type Datum = 'wgs84' | 'gcj02' | 'bd09'
export interface Spot {
  lng: number
  lat: number
}

export interface Position {
  position: (Spot & { precision: string }) | null
  waiting: (Spot & { findings: Finding[]; declaredAt: string }) | null
  refused: (Spot & { reason: string; decidedAt: string }) | null
  county: { adcode: string; name: string } | null
  countyBox: [west: number, south: number, east: number, north: number]
  centre: Spot
}

export interface PinOutcome {
  status: 'accepted' | 'waiting'
  position: Position['position']
  findings: Finding[]
}

const of = (uscc: string, rest: string): string => `/api/subjects/${encodeURIComponent(uscc)}/${rest}`

export const getMemberships = (uscc: string, signal?: AbortSignal): Promise<Memberships> =>
  call(of(uscc, 'memberships'), { ...(signal && { signal }) })

export const checkEntry = (uscc: string, district: string, signal?: AbortSignal): Promise<Eligibility> =>
  call(of(uscc, 'memberships/check'), { query: { district }, ...(signal && { signal }) })

export const applyTo = (uscc: string, district: string, charterVersion: number, statement: string): Promise<Memberships> =>
  call(of(uscc, 'memberships'), { method: 'POST', body: { district, charterVersion, statement } })

/** Withdraws an application, or leaves. */
export const endMembership = (uscc: string, id: string): Promise<Memberships> =>
  call(of(uscc, `memberships/${encodeURIComponent(id)}`), { method: 'DELETE' })

export const getPosition = (uscc: string, signal?: AbortSignal): Promise<Position> =>
  call(of(uscc, 'position'), { ...(signal && { signal }) })

/** Without a `datum` the server suspects typed numbers of coming from another map. */
export const putPosition = (uscc: string, at: Spot, datum: Datum | null, note: string): Promise<PinOutcome> =>
  call(of(uscc, 'position'), { method: 'PUT', body: { ...at, note, ...(datum && { datum }) } })

export const dropPosition = (uscc: string): Promise<void> => call(of(uscc, 'position'), { method: 'DELETE' })

/** Empty text takes the hours back. */
export const putHours = (uscc: string, text: string): Promise<{ text: string; week: Week }> =>
  call(of(uscc, 'opening-hours'), { method: 'PUT', body: { text } })
