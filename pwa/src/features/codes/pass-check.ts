/** Putting the check of a person's code on record: the one call that sends the digits, in a body. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { components } from '../../api/types.ts'

export const PURPOSES = ['courtesy_perk', 'identity_courtesy', 'service_hall', 'event_entry', 'officer_check'] as const
export type Purpose = (typeof PURPOSES)[number]

export type PassCheck = components['schemas']['PassCheckView']

/** Merchants check for perks and entry; official purposes are for officers. */
export const purposesOf = (kind: 'merchant' | 'officer'): readonly Purpose[] =>
  kind === 'officer' ? PURPOSES : PURPOSES.filter((one) => one === 'courtesy_perk' || one === 'identity_courtesy' || one === 'event_entry')

/** `uscc`: the shop that looks, for an account of several; the person reads its name. */
export const registerCheck = (digits: string, purpose: Purpose, uscc = ''): Promise<PassCheck> =>
  call(address('/api/pass-checks', {}), { method: 'POST', body: { digits, purpose, ...(uscc && { uscc }) } })
