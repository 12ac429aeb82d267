/** What the pass screens ask the server. Shapes are named as in the API. */
import { call } from '../../api/client.ts'
import { noteDate } from '../../kit/clock.svelte.ts'

export interface ConsentText {
  purpose: string
  version: string
  title: string
  points: string[]
  hash: string
}

export interface CourtesyView {
  title: string
  agency: string
  validUntil: string | null
}

export interface PassDeviceView {
  id: string
  label: string
  createdAt: string
  issuedThrough: string | null
}

export interface PassChoices {
  showName: boolean
  showCourtesy: boolean
  paused: boolean
}

export interface PassSettings extends PassChoices {
  optedIn: boolean
  maskedName: string | null
  courtesy: CourtesyView[]
  devices: PassDeviceView[]
  /** The version of the present text. */
  consentVersion: string
  /** What stands before `/v#` in the code. */
  origin: string
}

export interface PassLookupView {
  id: string
  at: string
  verifier: string
  verifierKind: 'merchant' | 'officer' | 'client'
  agency: string
  purpose: string
  purposeName: string
  note: string
  /** `valid`, or the reason of the refusal. */
  outcome: string
  showedCourtesy: boolean
  showedName: boolean
}

export interface IssuedPass {
  /** Unix seconds, a multiple of 900. */
  iat: number
  /** base64url of the COSE object, without a proof. */
  token: string
}

const PURPOSE = 'citizen_pass'
const timed = { seen: noteDate }

export const getConsentText = (signal?: AbortSignal): Promise<ConsentText> =>
  call(`/api/consents/texts/${PURPOSE}`, { ...(signal && { signal }) })

export const giveConsent = (textVersion: string): Promise<unknown> =>
  call('/api/consents', { method: 'POST', body: { purpose: PURPOSE, textVersion } })

export const withdrawConsent = (): Promise<void> => call(`/api/consents/${PURPOSE}`, { method: 'DELETE' })

export const getPassSettings = (): Promise<PassSettings> => call('/api/passes/settings', timed)

export const putPassSettings = ({ showName, showCourtesy, paused }: PassChoices): Promise<PassSettings> =>
  call('/api/passes/settings', { method: 'PUT', body: { showName, showCourtesy, paused }, ...timed })

export const addDevice = (publicKey: string, label: string): Promise<{ id: string }> =>
  call('/api/passes/devices', { method: 'POST', body: { publicKey, label } })

export const devicePath = (id: string): string => `/api/passes/devices/${encodeURIComponent(id)}`

export const removeDevice = (id: string): Promise<void> => call(devicePath(id), { method: 'DELETE' })

export const requestPasses = (request: string): Promise<{ passes: IssuedPass[] }> =>
  call('/api/passes', { method: 'POST', body: { request }, ...timed })

export const listLookups = (before: string | null, signal?: AbortSignal): Promise<{ items: PassLookupView[]; next: string | null }> =>
  call('/api/passes/lookups', { query: { before, limit: 20 }, ...(signal && { signal }) })
