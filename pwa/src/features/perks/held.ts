/** What this phone keeps of vouchers: the signed token and the seed of its chain, for twelve hours. */
import { fromBase64url, base64url } from '../../kit/base64.ts'
import { serverSeconds } from '../../kit/clock.svelte.ts'
import { keepPersonal, readPersonal } from '../../kit/personal.ts'
import { getCode, type Voucher } from './api.ts'

export interface HeldVoucher {
  owner: string
  claim: Voucher
  token: Uint8Array
  seed: Uint8Array
  issuedAt: number
  expiresAt: number
  origin: string
}

const NAME = 'vouchers'
const MAX_KEPT = 20
const REFILL_BELOW_S = 6 * 3600

async function readAll(owner: string): Promise<HeldVoucher[]> {
  const kept = (await readPersonal<HeldVoucher[]>(NAME)) ?? []
  return kept.filter((one) => one.owner === owner)
}

/** Those that can still be shown now, the newest first. */
export async function readHeld(owner: string): Promise<HeldVoucher[]> {
  const now = serverSeconds()
  return (await readAll(owner)).filter((one) => one.expiresAt > now && one.claim.state === 'claimed')
}

export const findHeld = async (owner: string, claim: string): Promise<HeldVoucher | null> =>
  (await readHeld(owner)).find((one) => one.claim.id === claim) ?? null

export const lastsLong = (one: HeldVoucher): boolean => one.expiresAt - serverSeconds() > REFILL_BELOW_S

/** A new chain for a voucher: its seed is drawn here and never leaves this phone. */
export async function fetchHeld(owner: string, claim: string): Promise<HeldVoucher> {
  const { anchorOf } = await import('../../parts/perk/chain.ts')
  const seed = crypto.getRandomValues(new Uint8Array(16))
  const given = await getCode(claim, base64url(anchorOf(seed)))
  const made: HeldVoucher = {
    owner,
    claim: given.claim,
    token: fromBase64url(given.token),
    seed,
    issuedAt: given.issuedAt,
    expiresAt: given.expiresAt,
    origin: given.origin,
  }
  await keep(owner, claim, made)
  return made
}

export const forgetHeldVoucher = (owner: string, claim: string): Promise<void> => keep(owner, claim, null)

async function keep(owner: string, claim: string, made: HeldVoucher | null): Promise<void> {
  const rest = (await readHeld(owner)).filter((one) => one.claim.id !== claim)
  try {
    await keepPersonal(NAME, [...(made ? [made] : []), ...rest].slice(0, MAX_KEPT))
  } catch {
    // Not kept: the code works while this page lives.
  }
}
