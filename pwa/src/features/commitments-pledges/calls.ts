/** What the page of one's own pledges asks the server. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { components } from '../../api/types.ts'

type Schemas = components['schemas']
export type Offer = Schemas['PledgeOffer']
export type Offers = Schemas['PledgeOffers']
export type Own = Schemas['OwnPledges']
export type ConsentText = Schemas['ConsentTextView']

const purpose = 'citizen_pledge'
const stop = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})

export const listOffers = (signal?: AbortSignal): Promise<Offers> => call(address('/api/pledges', {}), stop(signal))

export const listOwn = (signal?: AbortSignal): Promise<Own> => call(address('/api/me/pledges', {}), { fresh: true, ...stop(signal) })

export const makePledge = (kind: string, textVersion: number): Promise<Own> =>
  call(address('/api/me/pledges/{kind}', { kind }), { method: 'PUT', body: { textVersion } })

export const takeBack = (kind: string): Promise<void> => call(address('/api/me/pledges/{kind}', { kind }), { method: 'DELETE' })

export const getConsentText = (): Promise<ConsentText> => call(address('/api/consents/texts/{purpose}', { purpose }))

export const giveConsent = (textVersion: string): Promise<unknown> =>
  call(address('/api/consents', {}), { method: 'POST', body: { purpose, textVersion } })

export const withdrawConsent = (): Promise<void> => call(address('/api/consents/{purpose}', { purpose }), { method: 'DELETE' })
