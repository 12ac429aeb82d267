/** What the green channel's screens ask the server. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { components } from '../../api/types.ts'

type Schemas = components['schemas']
export type Answer = Schemas['GreenChannelAnswer']
export type Ask = Schemas['AskGreenChannel']
export type Condition = Schemas['Condition']
export type Lookups = Schemas['GreenChannelLookups']
export type Matters = Schemas['OpenMatters']
export type OwnView = Schemas['GreenChannelView']
export type WayAnswer = Schemas['WayAnswer']

const stop = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})

export const listMatters = (signal?: AbortSignal): Promise<Matters> => call(address('/api/green-channel/matters', {}), stop(signal))

export const ask = (request: string, body: Ask): Promise<Answer> =>
  call(address('/api/green-channel/checks/{request_id}', { request_id: request }), { method: 'PUT', body })

export const getOwn = (uscc: string, signal?: AbortSignal): Promise<OwnView> =>
  call(address('/api/subjects/{uscc}/green-channel', { uscc }), { fresh: true, ...stop(signal) })

export const listLookups = (uscc: string, after: string | null, signal?: AbortSignal): Promise<Lookups> =>
  call(address('/api/subjects/{uscc}/green-channel/lookups', { uscc }), { query: { after }, fresh: true, ...stop(signal) })
