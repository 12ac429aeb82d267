/** What the shop's side of perks asks the server: advantages by rule, and referrals to a bank. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { Schemas } from '../../api/shapes.ts'

export type Rules = Schemas['AdvantageRules']
export type OwnAdvantages = Schemas['OwnAdvantages']
export type Advantage = Schemas['AdvantageView']
export type Basis = Schemas['AdvantageBasis']
export type ReferralText = Schemas['ReferralText']
export type Shared = Schemas['Shared']
export type Referral = Schemas['ReferralView']
export type ReferralCard = Schemas['ReferralCard']
export type Received = Schemas['ReceivedReferral']
export type Opened = Schemas['OpenedReferral']
export type Particular = ReferralCard['particulars'][number]

export interface Consent {
  textVersion: string
  particulars: Particular[]
  days: number
  contact: { name: string; phone: string } | null
}

const stop = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})

export const getRules = (signal?: AbortSignal): Promise<Rules> => call(address('/api/advantages', {}), stop(signal))

export const getAdvantages = (uscc: string, signal?: AbortSignal): Promise<OwnAdvantages> =>
  call(address('/api/subjects/{uscc}/advantages', { uscc }), stop(signal))

export const getText = (signal?: AbortSignal): Promise<ReferralText> => call(address('/api/referrals/text', {}), stop(signal))

export const getPreview = (uscc: string, signal?: AbortSignal): Promise<Shared> =>
  call(address('/api/subjects/{uscc}/referral-preview', { uscc }), stop(signal))

export const claimFor = (perk: string, uscc: string, key: string): Promise<{ id: string }> =>
  call(address('/api/perks/{perk}/claims', { perk }), { method: 'POST', body: { uscc }, key })

export const consent = (claim: string, body: Consent, key: string): Promise<Referral> =>
  call(address('/api/perk-claims/{claim}/referral', { claim }), { method: 'POST', body, key })

export const listReferrals = (uscc: string, signal?: AbortSignal): Promise<{ items: ReferralCard[] }> =>
  call(address('/api/subjects/{uscc}/referrals', { uscc }), stop(signal))

export const getReferral = (uscc: string, number: string, signal?: AbortSignal): Promise<Referral> =>
  call(address('/api/subjects/{uscc}/referrals/{number}', { uscc, number }), stop(signal))

export const withdraw = (uscc: string, number: string): Promise<Referral> =>
  call(address('/api/subjects/{uscc}/referrals/{number}/withdrawal', { uscc, number }), { method: 'POST' })

export const listReceived = (uscc: string, signal?: AbortSignal): Promise<{ items: Received[] }> =>
  call(address('/api/subjects/{uscc}/received-referrals', { uscc }), stop(signal))

export const open = (uscc: string, number: string): Promise<Opened> =>
  call(address('/api/subjects/{uscc}/received-referrals/{number}/lookups', { uscc, number }), { method: 'POST' })

/** Four digits and four digits and four: what people read out. */
export const grouped = (number: string): string => number.replace(/(\d{4})(?=\d)/g, '$1 ')
