/** What officers ask the server about codes and about the apps that verify them. */
import { call } from '../../api/client.ts'
import type { BadgeHistory } from '../../parts/badge/past.ts'

export const PURPOSES = ['courtesy_perk', 'identity_courtesy', 'service_hall', 'event_entry', 'officer_check'] as const
export type Purpose = (typeof PURPOSES)[number]

/** An app of an office that verifies through the API. */
export interface VerifierClient {
  id: string
  name: string
  agency: string
  purposes: Purpose[]
  quotaMinute: number
  quotaDay: number
  createdAt: string
  expiresAt: string
  revokedAt: string | null
}

export interface NewClient {
  name: string
  agency: string
  purposes: Purpose[]
  quotaMinute: number
  quotaDay: number
  months: number
}

const of = (uscc: string, rest: string): string => `/api/subjects/${encodeURIComponent(uscc)}/badge/${rest}`

export const suspendBadge = (uscc: string, reason: string): Promise<BadgeHistory> =>
  call(of(uscc, 'suspension'), { method: 'POST', body: { reason } })

export const resumeBadge = (uscc: string, reason: string): Promise<BadgeHistory> =>
  call(of(uscc, 'suspension'), { method: 'DELETE', query: { reason } })

export const revokeBadge = (uscc: string, reason: string): Promise<BadgeHistory> =>
  call(of(uscc, 'revocation'), { method: 'POST', body: { reason } })

export const listClients = (signal?: AbortSignal): Promise<{ items: VerifierClient[] }> =>
  call('/api/verifier-clients', { ...(signal && { signal }) })

/** The key is in this answer and never again. */
export const addClient = (client: NewClient): Promise<VerifierClient & { key: string }> =>
  call('/api/verifier-clients', { method: 'POST', body: client })

export const revokeClient = (id: string): Promise<void> =>
  call(`/api/verifier-clients/${encodeURIComponent(id)}`, { method: 'DELETE' })
