/** What the screens about the own account ask the server. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { Schemas, Session } from '../../api/shapes.ts'
import type { CodeAsked, OwnWays, Proof } from '../../parts/prove/calls.ts'

export type RealName = Schemas['RealNameView']
export type Wards = Schemas['WardList']
export type Ward = Schemas['WardView']
export type WardDetail = Schemas['WardDetail']
export type AskForWard = Schemas['AskForWard']
export type Claims = Schemas['OwnerClaimList']
export type Returned = Omit<Schemas['ReturnedView'], 'session'> & { session: Session | null }
export type Return = Partial<Schemas['ReturnFromProvider']> & { state: string }
export type Guardianships = Schemas['GuardianshipList']
export type OpenClaims = Schemas['OpenClaimList']

const read = <T>(path: string, signal?: AbortSignal): Promise<T> => call(path, { ...(signal && { signal }) })

export const getRealName = (signal?: AbortSignal): Promise<RealName> => read(address('/api/me/real-name', {}), signal)

export const verifyRealName = (name: string, idNumber: string): Promise<RealName> =>
  call(address('/api/me/real-name', {}), { method: 'POST', body: { name, idNumber }, timeout: 30_000 })

export const disputeRealName = (name: string, idNumber: string, text: string): Promise<void> =>
  call(address('/api/me/real-name/dispute', {}), { method: 'POST', body: { name, idNumber, text }, timeout: 30_000 })

export const askPhoneCode = (phone: string): Promise<CodeAsked> => call(address('/api/sessions/phone-codes', {}), { method: 'POST', body: { phone } })

export const putPhone = (request: string, code: string, proof: Proof): Promise<OwnWays> =>
  call(address('/api/sessions/phone', {}), { method: 'PUT', body: { request, code, proof } })

export const removePhone = (proof: Proof): Promise<OwnWays> => call(address('/api/sessions/phone/removal', {}), { method: 'POST', body: proof })

export const removeIdentity = (id: string, proof: Proof): Promise<OwnWays> =>
  call(address('/api/sessions/identities/{link_id}/removal', { link_id: id }), { method: 'POST', body: proof })

export const startLink = (provider: string, proof: Proof): Promise<{ url: string }> =>
  call(address('/api/sessions/oidc/{provider}/link', { provider }), { method: 'POST', body: { ...proof, next: '/me/account' } })

export const handIn = (back: Return): Promise<Returned> => call(address('/api/sessions/oidc/return', {}), { method: 'POST', body: back, plain: true, timeout: 30_000 })

export const listWards = (signal?: AbortSignal): Promise<Wards> => read(address('/api/me/wards', {}), signal)

export const askForWard = (asked: AskForWard): Promise<Wards> => call(address('/api/me/wards', {}), { method: 'POST', body: asked, timeout: 30_000 })

export const getWard = (id: string, signal?: AbortSignal): Promise<WardDetail> => read(address('/api/me/wards/{ward}', { ward: id }), signal)

export const makeWardCode = (id: string): Promise<{ code: string; expiresIn: number }> => call(address('/api/me/wards/{ward}/codes', { ward: id }), { method: 'POST' })

export const signWardOut = (id: string): Promise<void> => call(address('/api/me/wards/{ward}/sign-out', { ward: id }), { method: 'POST' })

export const withdrawWard = (id: string): Promise<void> => call(address('/api/me/wards/{ward}/withdrawal', { ward: id }), { method: 'POST' })

export const signInByWardCode = (code: string): Promise<Session> =>
  call(address('/api/sessions/by-guardian', {}), { method: 'POST', body: { code }, plain: true })

export const listClaims = (signal?: AbortSignal): Promise<Claims> => read(address('/api/me/owner-claims', {}), signal)

export const claimShop = (uscc: string): Promise<Claims> => call(address('/api/subjects/{uscc}/owner-claims', { uscc }), { method: 'POST' })

export const listGuardianships = (signal?: AbortSignal): Promise<Guardianships> => read(address('/api/guardianships', {}), signal)

export const decideGuardianship = (id: string, approve: boolean, reason: string): Promise<void> =>
  call(address('/api/guardianships/{guardianship}/decision', { guardianship: id }), { method: 'POST', body: { approve, reason } })

export const listOpenClaims = (signal?: AbortSignal): Promise<OpenClaims> => read(address('/api/owner-claims', {}), signal)

export const decideClaim = (id: string, approve: boolean, reason: string): Promise<void> =>
  call(address('/api/owner-claims/{claim}/decision', { claim: id }), { method: 'POST', body: { approve, reason } })
