/** What officers ask the server about codes and about the apps that verify them. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { BadgeHistory, NewClient, VerifierClient } from '../../api/shapes.ts'

export type Purpose = VerifierClient['purposes'][number]
export const PURPOSES: readonly Purpose[] = ['courtesy_perk', 'identity_courtesy', 'service_hall', 'event_entry', 'officer_check']

/** Nothing is suspended or revoked without its legal basis. */
export const suspendBadge = (uscc: string, reason: string, legalBasis: string): Promise<BadgeHistory> =>
  call(address('/api/subjects/{uscc}/badge/suspension', { uscc }), { method: 'POST', body: { reason, legalBasis } })

export const resumeBadge = (uscc: string, reason: string): Promise<BadgeHistory> =>
  call(address('/api/subjects/{uscc}/badge/suspension', { uscc }), { method: 'DELETE', query: { reason } })

export const revokeBadge = (uscc: string, reason: string, legalBasis: string): Promise<BadgeHistory> =>
  call(address('/api/subjects/{uscc}/badge/revocation', { uscc }), { method: 'POST', body: { reason, legalBasis } })

export const listClients = (signal?: AbortSignal): Promise<{ items: VerifierClient[] }> =>
  call(address('/api/verifier-clients', {}), { ...(signal && { signal }) })

/** The key is in this answer and never again. */
export const addClient = (client: NewClient): Promise<VerifierClient & { key: string }> =>
  call(address('/api/verifier-clients', {}), { method: 'POST', body: client })

export const revokeClient = (id: string): Promise<void> =>
  call(address('/api/verifier-clients/{client}', { client: id }), { method: 'DELETE' })
