/** What everybody may ask the server about credit districts. */
import { call } from '../../api/client.ts'
import type { Page } from '../../api/shapes.ts'
import type { DistrictCard, DistrictPage, Member, Revision } from './shapes.ts'

export interface Wanted {
  division?: string
  kind?: string
  q?: string
  bbox?: string
  after?: string | null
}

/** Codes are nine digits, but an address typed by hand may hold anything. */
export const districtAddress = (code: string, rest = ''): string => `/api/districts/${encodeURIComponent(code)}${rest}`

export const listDistricts = (wanted: Wanted, signal?: AbortSignal): Promise<Page<DistrictCard>> =>
  call('/api/districts', { query: { ...wanted, limit: 30 }, ...(signal && { signal }) })

/** `fresh` after a change of one's own. */
export const getDistrict = (code: string, signal?: AbortSignal, fresh = false): Promise<DistrictPage> =>
  call(districtAddress(code), { fresh, ...(signal && { signal }) })

export const listMembers = (code: string, grade: string, after: string | null, signal?: AbortSignal, limit = 30): Promise<Page<Member>> =>
  call(districtAddress(code, '/members'), { query: { grade, after, limit }, ...(signal && { signal }) })

export const listRevisions = (code: string, signal?: AbortSignal): Promise<{ items: Revision[] }> =>
  call(districtAddress(code, '/history'), { ...(signal && { signal }) })
