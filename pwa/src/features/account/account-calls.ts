/** What the account screens ask the server. */
import { address } from '../../api/address.ts'
import { call, callBlob } from '../../api/client.ts'
import type { Schemas } from '../../api/shapes.ts'

export type Authority = Schemas['AuthorityView']
export type Operator = Schemas['OperatorView']
export type NewInvitation = Schemas['NewInvitation']
export type Offer = Schemas['InvitationOffer']
export type Role = Schemas['Invite']['roles'][number]

/** What an owner can give. */
export const GIVEN: readonly Role[] = ['badge', 'redeem', 'finance']

export const getAuthority = (uscc: string, signal?: AbortSignal): Promise<Authority> =>
  call(address('/api/subjects/{uscc}/authority', { uscc }), { ...(signal && { signal }) })

export const invite = (uscc: string, roles: Role[], label: string, phone: string): Promise<NewInvitation> =>
  call(address('/api/subjects/{uscc}/invitations', { uscc }), { method: 'POST', body: { roles, label, phone } })

export const cancelInvitation = (uscc: string, invitation: string): Promise<void> =>
  call(address('/api/subjects/{uscc}/invitations/{invitation}', { uscc, invitation }), { method: 'DELETE' })

export const changeRoles = (uscc: string, account: string, roles: Role[]): Promise<Authority> =>
  call(address('/api/subjects/{uscc}/operators/{account}', { uscc, account }), { method: 'PUT', body: { roles } })

export const endAuthority = (uscc: string, account: string): Promise<void> =>
  call(address('/api/subjects/{uscc}/operators/{account}', { uscc, account }), { method: 'DELETE' })

export const lookAtOffer = (code: string): Promise<Offer> => call(address('/api/invitations/offer', {}), { method: 'POST', body: { code } })

export const acceptOffer = (code: string): Promise<Offer> => call(address('/api/invitations/accept', {}), { method: 'POST', body: { code } })

export type SessionDevice = Schemas['SessionDevice']

export const listDevices = (signal?: AbortSignal): Promise<{ items: SessionDevice[] }> =>
  call(address('/api/sessions/devices', {}), { ...(signal && { signal }) })

export const endDevice = (session: string): Promise<void> => call(address('/api/sessions/devices/{session}', { session }), { method: 'DELETE' })

export const endAllDevices = (): Promise<void> => call(address('/api/sessions/end-all', {}), { method: 'POST' })

interface Proof {
  login: string
  password: string
  otp: string
}

export const startSecondFactor = (proof: Proof): Promise<Schemas['SecondFactorSecret']> =>
  call(address('/api/sessions/second-factor/start', {}), { method: 'POST', body: proof, plain: true })

export const confirmSecondFactor = (proof: Proof): Promise<Schemas['SecondFactorDone']> =>
  call(address('/api/sessions/second-factor/confirm', {}), { method: 'POST', body: proof, plain: true })

export type ConsentChoice = Schemas['ConsentChoice']
export type PastConsent = Schemas['ConsentView']
export type ExportView = Schemas['ExportView']
export type Closing = Schemas['ClosingView']
export type PersonalRequest = Schemas['RequestView']
type RequestKind = Schemas['AskOfficer']['kind']

const signalled = (signal?: AbortSignal): { signal?: AbortSignal } => ({ ...(signal && { signal }) })

export const listChoices = (signal?: AbortSignal): Promise<{ items: ConsentChoice[] }> => call(address('/api/consents/choices', {}), signalled(signal))

export const listPastConsents = (signal?: AbortSignal): Promise<{ items: PastConsent[] }> => call(address('/api/consents', {}), signalled(signal))

export const giveConsent = (purpose: string, textVersion: string): Promise<unknown> =>
  call(address('/api/consents', {}), { method: 'POST', body: { purpose, textVersion } })

export const withdrawConsent = (purpose: string): Promise<void> => call(address('/api/consents/{purpose}', { purpose }), { method: 'DELETE' })

export const listExports = (signal?: AbortSignal): Promise<{ items: ExportView[] }> => call(address('/api/me/exports', {}), signalled(signal))

export const askForExport = (): Promise<{ items: ExportView[] }> => call(address('/api/me/exports', {}), { method: 'POST' })

export const getExport = (id: string, format: 'json' | 'pdf'): Promise<Blob> => callBlob(`${address('/api/me/exports/{export}/file', { export: id })}?format=${format}`)

export const getClosing = (signal?: AbortSignal): Promise<Closing> => call(address('/api/me/closing', {}), signalled(signal))

export const closeAccount = (atOnce: boolean): Promise<Closing> => call(address('/api/me/closing', {}), { method: 'POST', body: { atOnce } })

export const keepAccount = (): Promise<void> => call(address('/api/me/closing', {}), { method: 'DELETE' })

export const listRequests = (signal?: AbortSignal): Promise<{ items: PersonalRequest[] }> => call(address('/api/me/requests', {}), signalled(signal))

export const askOfficer = (kind: RequestKind, text: string): Promise<unknown> => call(address('/api/me/requests', {}), { method: 'POST', body: { kind, text } })

export const listOpenRequests = (signal?: AbortSignal): Promise<{ items: PersonalRequest[] }> => call(address('/api/personal-requests', {}), signalled(signal))

export const decideRequest = (id: string, approve: boolean, answer: string): Promise<void> =>
  call(address('/api/personal-requests/{request_id}/decision', { request_id: id }), { method: 'POST', body: { approve, answer } })
