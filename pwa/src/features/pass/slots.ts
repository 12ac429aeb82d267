/** The quarter hours of a pass and its 30-second steps. All times are unix seconds. */
export const QUARTER = 900
export const STEP = 30
/** A day ahead: enough for a valley without signal. */
export const AHEAD = 96
const REFILL_BELOW = 12 * 3600

export interface Slot {
  iat: number
  token: Uint8Array
  /** The start of the chain: 16 random bytes that never leave this phone but through the code. */
  seed: Uint8Array
}

interface Moment {
  slot: Slot
  step: number
  /** Seconds until the next step, 30 … 1. */
  left: number
}

export const quarterOf = (now: number): number => now - (now % QUARTER)

/** What may be shown now; null when no pass covers this moment: an old one is never shown again. */
export function momentAt(slots: readonly Slot[], now: number): Moment | null {
  const slot = slots.find(({ iat }) => iat <= now && now < iat + QUARTER)
  if (!slot) return null
  const into = now - slot.iat
  return { slot, step: Math.floor(into / STEP), left: STEP - (into % STEP) }
}

/** Until when the code works without a network; 0 when it does not work now. */
export function heldUntil(slots: readonly Slot[], now: number): number {
  let end = quarterOf(now)
  for (const { iat } of slots) if (iat === end) end += QUARTER
  return end > now ? end : 0
}

export interface Wanted {
  first: number
  count: number
}

/** Which quarter hours to ask for; null while what is held lasts for another half day. */
export function wanted(slots: readonly Slot[], now: number): Wanted | null {
  const end = heldUntil(slots, now) || quarterOf(now)
  if (end - now >= REFILL_BELOW) return null
  return { first: end, count: (quarterOf(now) + AHEAD * QUARTER - end) / QUARTER }
}

/** Without those that are over. */
export const stillUseful = (slots: readonly Slot[], now: number): Slot[] => slots.filter(({ iat }) => now < iat + QUARTER)
