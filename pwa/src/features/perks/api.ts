/** What the perk screens of a citizen ask the server. Money in 分. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { Schemas } from '../../api/shapes.ts'
import { noteDate } from '../../kit/clock.svelte.ts'

export type PerkCard = Schemas['PerkCard']
/** A tuple of the server's is a list whose members the generator forgets. */
type Windows = Omit<Schemas['Windows'], 'blackouts' | 'weekdays'> & { blackouts: Schemas['Blackout'][]; weekdays: number[] }
export type PerkView = Omit<Schemas['PerkView'], 'terms'> & { terms: Omit<Schemas['Terms'], 'windows' | 'details'> & { windows: Windows; details: string[] } }
export type Voucher = Schemas['ClaimView']
export type VoucherPage = Schemas['ClaimPage']
export type VoucherCode = Schemas['VoucherCodeView']
export type Receipt = Schemas['RedemptionView']
export type OwnFacts = Schemas['OwnFacts']
export type Brought = OwnFacts['brings'][number]
/** What others enter about a person, all of it good; the rest one tells oneself. */
export const FACTS = ['honour', 'volunteer', 'blood_donation', 'booking', 'pledge'] as const satisfies readonly Brought[]
export type ConsentText = Schemas['ConsentTextView']

const purpose = 'perk_facts'
const withSignal = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})

export interface Browse {
  category: string
  near: string
  obtainable: boolean
}

export const listPerks = ({ category, near, obtainable }: Browse, signal?: AbortSignal): Promise<{ items: PerkCard[] }> =>
  call(address('/api/perks', {}), { query: { category, near, obtainable: obtainable ? 'true' : '', limit: 100 }, ...withSignal(signal) })

/** Perks of merchants, each as it stands for this shop. */
export const listShopPerks = (uscc: string, signal?: AbortSignal): Promise<{ items: PerkCard[] }> =>
  call(address('/api/perks', {}), { query: { audience: 'merchant', uscc, limit: 100 }, ...withSignal(signal) })

export const getPerk = (perk: string, shop: string, signal?: AbortSignal): Promise<PerkView> =>
  call(address('/api/perks/{perk}', { perk }), { query: { uscc: shop }, ...withSignal(signal) })

export const claimPerk = (perk: string, shop: string, key: string): Promise<Voucher> =>
  call(address('/api/perks/{perk}/claims', { perk }), { method: 'POST', body: shop ? { uscc: shop } : {}, key })

export const listVouchers = (which: 'usable' | 'past', before: string, signal?: AbortSignal, shop = ''): Promise<VoucherPage> =>
  call(address('/api/perk-claims', {}), { query: { which, before, limit: 20, uscc: shop }, ...withSignal(signal) })

export const getVoucher = (claim: string, signal?: AbortSignal): Promise<Voucher> =>
  call(address('/api/perk-claims/{claim}', { claim }), withSignal(signal))

export const listReceipts = (claim: string, signal?: AbortSignal): Promise<{ items: Receipt[] }> =>
  call(address('/api/perk-claims/{claim}/uses', { claim }), withSignal(signal))

export const cancelVoucher = (claim: string, key: string): Promise<Voucher> =>
  call(address('/api/perk-claims/{claim}/cancellation', { claim }), { method: 'POST', body: {}, key })

export const getCode = (claim: string, anchor: string): Promise<VoucherCode> =>
  call(address('/api/perk-claims/{claim}/code', { claim }), { method: 'POST', body: { anchor }, seen: noteDate })

export const getFacts = (signal?: AbortSignal): Promise<OwnFacts> => call(address('/api/perk-facts', {}), withSignal(signal))

export const putFacts = (brings: Brought[], bornOn: string, division: string): Promise<OwnFacts> =>
  call(address('/api/perk-facts', {}), { method: 'PUT', body: { brings, bornOn: bornOn || null, division } })

export const getConsentText = (signal?: AbortSignal): Promise<ConsentText> =>
  call(address('/api/consents/texts/{purpose}', { purpose }), withSignal(signal))

export const giveConsent = (textVersion: string): Promise<unknown> =>
  call(address('/api/consents', {}), { method: 'POST', body: { purpose, textVersion } })

export const withdrawConsent = (): Promise<void> => call(address('/api/consents/{purpose}', { purpose }), { method: 'DELETE' })

export type Turn = Schemas['TurnView']
export type Draw = Schemas['DrawView']
type OwnTurn = Schemas['OwnTurn']

export const getTurn = (perk: string, signal?: AbortSignal): Promise<OwnTurn> =>
  call(address('/api/perks/{perk}/turn', { perk }), withSignal(signal))

export const joinWaitlist = (perk: string, key: string): Promise<OwnTurn> =>
  call(address('/api/perks/{perk}/turn', { perk }), { method: 'POST', key })

export const leaveLine = (perk: string, key: string): Promise<OwnTurn> =>
  call(address('/api/perks/{perk}/turn/leaving', { perk }), { method: 'POST', key })

export const enterDraw = (perk: string, key: string): Promise<OwnTurn> =>
  call(address('/api/perks/{perk}/draw/entry', { perk }), { method: 'POST', key })

export const getDraw = (perk: string, signal?: AbortSignal): Promise<Draw> =>
  call(address('/api/perks/{perk}/draw', { perk }), withSignal(signal))

export const getDrawFile = (perk: string): Promise<Required<Schemas['DrawProof']>> =>
  call(address('/api/perks/{perk}/draw/file', { perk }), {})

export const confirmVoucher = (claim: string, key: string): Promise<Voucher> =>
  call(address('/api/perk-claims/{claim}/confirmation', { claim }), { method: 'POST', key })
