/** What the pass screens ask the server. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { components } from '../../api/types.ts'
import { noteDate } from '../../kit/clock.svelte.ts'

type Schemas = components['schemas']
export type ConsentText = Schemas['ConsentTextView']
export type PassDeviceView = Schemas['DeviceView']
export type PassSettings = Schemas['SettingsView']
export type PassChoices = Schemas['ChangeSettings']
export type PassLookupView = Schemas['LookupView']
type LookupPage = Schemas['LookupPage']

const purpose = 'citizen_pass'
const timed = { seen: noteDate }

export const getConsentText = (signal?: AbortSignal): Promise<ConsentText> =>
  call(address('/api/consents/texts/{purpose}', { purpose }), { ...(signal && { signal }) })

export const giveConsent = (textVersion: string): Promise<unknown> =>
  call(address('/api/consents', {}), { method: 'POST', body: { purpose, textVersion } })

export const withdrawConsent = (): Promise<void> => call(address('/api/consents/{purpose}', { purpose }), { method: 'DELETE' })

export const getPassSettings = (): Promise<PassSettings> => call(address('/api/passes/settings', {}), timed)

export const putPassSettings = ({ showName, showCourtesy, paused }: PassChoices): Promise<PassSettings> =>
  call(address('/api/passes/settings', {}), { method: 'PUT', body: { showName, showCourtesy, paused }, ...timed })

export const addDevice = (publicKey: string, label: string): Promise<Schemas['DeviceLink']> =>
  call(address('/api/passes/devices', {}), { method: 'POST', body: { publicKey, label } })

export const devicePath = (device: string): string => address('/api/passes/devices/{device}', { device })

export const removeDevice = (id: string): Promise<void> => call(devicePath(id), { method: 'DELETE' })

export const requestPasses = (request: string): Promise<Schemas['PassBatch']> =>
  call(address('/api/passes', {}), { method: 'POST', body: { request }, ...timed })

export const listLookups = (before: string | null, signal?: AbortSignal): Promise<LookupPage> =>
  call(address('/api/passes/lookups', {}), { query: { before, limit: 20 }, ...(signal && { signal }) })
