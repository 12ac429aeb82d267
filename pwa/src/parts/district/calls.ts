/** What everybody may ask the server about credit districts. */
import { address } from '../../api/address.ts'
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

export const listDistricts = (wanted: Wanted, signal?: AbortSignal): Promise<Page<DistrictCard>> =>
  call(address('/api/districts', {}), { query: { ...wanted, limit: 30 }, ...(signal && { signal }) })

/** `fresh` after a change of one's own. */
export const getDistrict = (code: string, signal?: AbortSignal, fresh = false): Promise<DistrictPage> =>
  call(address('/api/districts/{code}', { code }), { fresh, ...(signal && { signal }) })

export const listMembers = (code: string, grade: string, after: string | null, signal?: AbortSignal, limit = 30): Promise<Page<Member>> =>
  call(address('/api/districts/{code}/members', { code }), { query: { grade, after, limit }, ...(signal && { signal }) })

export const listRevisions = (code: string, signal?: AbortSignal): Promise<{ items: Revision[] }> =>
  call(address('/api/districts/{code}/history', { code }), { ...(signal && { signal }) })
