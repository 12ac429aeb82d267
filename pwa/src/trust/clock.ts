/** The phone's clock against the server's: what a verdict calls "now" must not hang on a wrong clock. */
export interface ClockNote {
  /** Milliseconds to add to this phone's clock. */
  offset: number
  /** By this phone's clock, when it was measured. */
  at: number
}

const STEP_MS = 1000 // the Date header counts whole seconds
const GOOD_MS = 72 * 3_600_000 // as long as the bundle itself is good
const WARN_MS = 20_000

/** From an answer's Date header; null when it has none. The answer was stamped about half-way. */
export function measureClock(date: string | null, sent: number, received: number): ClockNote | null {
  const stamp = date ? Date.parse(date) : Number.NaN
  if (Number.isNaN(stamp)) return null
  return { offset: Math.round(stamp + STEP_MS / 2 - (sent + received) / 2), at: received }
}

/** Milliseconds to add; a slip within the header's own coarseness counts as none. */
export function offsetOf(note: ClockNote | null, phone: number): number {
  if (!note || Math.abs(phone - note.at) > GOOD_MS) return 0
  return Math.abs(note.offset) < 2 * STEP_MS ? 0 : note.offset
}

/** True when the phone's clock is so wrong that its owner should hear of it. */
export const isOff = (note: ClockNote | null): boolean => note !== null && Math.abs(note.offset) > WARN_MS
