/** Signing in by phone, as the server takes it. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { Schemas, Session } from '../../api/shapes.ts'

export type Ways = Schemas['SignInWays']
export type CodeRequest = Schemas['CodeRequest']
export type AgeBand = NonNullable<Schemas['SignInByCode']['ageBand']>
export const AGES: readonly AgeBand[] = ['adult', '14_17', 'under_14']

export const getWays = (signal?: AbortSignal): Promise<Ways> => call(address('/api/sessions/ways', {}), { ...(signal && { signal }) })

export const goToProvider = (provider: string, next: string): Promise<{ url: string }> =>
  call(address('/api/sessions/oidc/{provider}/start', { provider }), { method: 'POST', body: next ? { next } : {}, plain: true })

export const askForCode = (phone: string): Promise<CodeRequest> =>
  call(address('/api/sessions/codes', {}), { method: 'POST', body: { phone }, plain: true })

export const signInByCode = (request: string, code: string, ageBand: AgeBand | null): Promise<Session> =>
  call(address('/api/sessions/by-code', {}), { method: 'POST', body: { request, code, ...(ageBand && { ageBand }) }, plain: true })
