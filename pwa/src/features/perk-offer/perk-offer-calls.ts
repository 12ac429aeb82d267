/** What providers of perks ask the server. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { Schemas } from '../../api/shapes.ts'

export type DeskPerk = Schemas['DeskPerk']
export type DryRun = Schemas['DryRun']
export type PerkView = Schemas['PerkView']
export type Step = Schemas['MovePerk']['step']
type Terms = Record<string, unknown>

const stop = (signal?: AbortSignal): { signal?: AbortSignal } => (signal ? { signal } : {})

export const listProvided = (uscc: string, signal?: AbortSignal): Promise<{ items: DeskPerk[] }> =>
  call(address('/api/subjects/{uscc}/provided-perks', { uscc }), stop(signal))

export const getPerk = (perk: string, signal?: AbortSignal): Promise<PerkView> => call(address('/api/perks/{perk}', { perk }), stop(signal))

export const tryTerms = (provider: string, terms: Terms): Promise<DryRun> =>
  call(address('/api/perk-dry-runs', {}), { method: 'POST', body: { provider, terms } })

export const propose = (provider: string, terms: Terms): Promise<PerkView> =>
  call(address('/api/perks', {}), { method: 'POST', body: { provider, terms } })

export const proposeVersion = (perk: string, terms: Terms): Promise<PerkView> =>
  call(address('/api/perks/{perk}/versions', { perk }), { method: 'POST', body: { terms } })

export const move = (perk: string, step: Step, reason: string): Promise<PerkView> =>
  call(address('/api/perks/{perk}/steps', { perk }), { method: 'POST', body: { step, reason } })

export const listTemplates = (signal?: AbortSignal): Promise<Schemas['TemplateList']> => call(address('/api/commitment-templates', {}), stop(signal))
