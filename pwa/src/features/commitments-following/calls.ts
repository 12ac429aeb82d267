/** What the screens of signals and performance ask the server. */
import { address } from '../../api/address.ts'
import { call, callBlob } from '../../api/client.ts'
import type { components } from '../../api/types.ts'

type Schemas = components['schemas']
export type Counts = Schemas['SignalCounts']
export type Due = Schemas['DueCommitment']
export type DuePage = Schemas['DuePage']
export type Finding = Schemas['DeterminePerformance']
export type Many = Schemas['DetermineMany']

const stop = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})

export const getSignals = (code: string, signal?: AbortSignal): Promise<Counts> =>
  call(address('/api/commitments/{code}/signals', { code }), { fresh: true, ...stop(signal) })

export const giveSignal = (code: string, kept: boolean): Promise<Counts> =>
  call(address('/api/commitments/{code}/signals/own', { code }), { method: 'PUT', body: { kept } })

export const takeSignalBack = (code: string): Promise<Counts> => call(address('/api/commitments/{code}/signals/own', { code }), { method: 'DELETE' })

export const listDue = (county: string, after: string | null, signal?: AbortSignal): Promise<DuePage> =>
  call(address('/api/commitments-due', {}), { query: { county: county || null, after }, fresh: true, ...stop(signal) })

export const determine = (code: string, finding: Finding): Promise<unknown> =>
  call(address('/api/commitments/{code}/performance', { code }), { method: 'POST', body: finding })

export const determineMany = (many: Many): Promise<{ count: number }> =>
  call(address('/api/commitments-due/kept', {}), { method: 'POST', body: many })

export const exportFile = (file: string): Promise<Blob> => callBlob(address('/api/commitment-exports/{file}', { file }))
