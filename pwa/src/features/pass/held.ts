/** What this phone keeps for the code: its key, its passes, and the last known choices. */
import { hintHeldUntil } from '../../kit/held-until.ts'
import { keepPersonal, readPersonal } from '../../kit/personal.ts'
import { ON_LEAVING } from '../../kit/session.svelte.ts'
import { devicePath, type PassSettings } from './api.ts'
import { QUARTER, type Slot } from './slots.ts'

interface Pending {
  /** Sent again byte for byte until its answer has arrived: the server signs no quarter hour twice. */
  request: string
  first: number
  seeds: Uint8Array[]
}

export interface Held {
  owner: string
  /** Empty until the server knows this phone's key. */
  device: string
  keys: CryptoKeyPair
  /** The choices that are signed inside these passes. */
  signedAs: string
  slots: Slot[]
  pending: Pending | null
}

export interface Known {
  owner: string
  settings: PassSettings
}

/** A wish that must reach the server even if there is no network now. */
export interface Wish {
  owner: string
  what: 'pause' | 'withdraw'
}

const HELD = 'pass'
const KNOWN = 'pass-settings'
const WISH = 'pass-wish'

async function ownedBy<T extends { owner: string }>(owner: string, name: string): Promise<T | null> {
  const kept = await readPersonal<T>(name)
  return kept?.owner === owner ? kept : null
}

export const readHeld = (owner: string): Promise<Held | null> => ownedBy(owner, HELD)
export const readKnown = async (owner: string): Promise<PassSettings | null> => (await ownedBy<Known>(owner, KNOWN))?.settings ?? null
export const readWish = async (owner: string): Promise<Wish['what'] | null> => (await ownedBy<Wish>(owner, WISH))?.what ?? null

export async function keepHeld(held: Held): Promise<void> {
  await keepPersonal(HELD, held)
  await keepPersonal(ON_LEAVING, held.device ? [devicePath(held.device)] : [])
  hintHeldUntil((held.slots[held.slots.length - 1]?.iat ?? -QUARTER) + QUARTER)
}

export const keepKnown = (owner: string, settings: PassSettings): Promise<void> => keepPersonal(KNOWN, { owner, settings } satisfies Known)
export const keepWish = (wish: Wish | null): Promise<void> => keepPersonal(WISH, wish)

/** The passes and the key that asked for them, gone. */
export async function forgetHeld(): Promise<void> {
  hintHeldUntil(0)
  await keepPersonal(HELD, null)
  await keepPersonal(ON_LEAVING, [])
}

/**
 * The code ends on this phone at once, without waiting for a network or for a sync that is under way;
 * the next sync tells the server before anything else.
 */
export async function stopHere(owner: string, what: Wish['what']): Promise<void> {
  await keepWish({ owner, what })
  await forgetHeld()
}

/** Passes carry the choices of the moment they were signed in: other choices need other passes. */
export const signedAs = ({ showName, showCourtesy, maskedName, courtesy }: PassSettings): string =>
  JSON.stringify([showName && maskedName, showCourtesy && courtesy.length > 0])
