/**
 * The time by the server's clock, measured in one place: a code that turns every 30 seconds dies on a
 * phone that is a minute off, and a verdict without a network must not hang on a wrong clock.
 */
const KEY = 'clock'
const GOOD_MS = 72 * 3_600_000 // as long as the trust bundle itself is good
const SLOW_MS = 6_000
const JITTER_MS = 2_000

interface Measured {
  /** Milliseconds to add to the phone's clock. */
  offset: number
  /** By the phone's clock, when it was measured. */
  at: number
}

/** What was measured before the restart: without a network it is all there is. */
function load(): Measured {
  try {
    const { offset, at } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Measured>
    return Number.isFinite(offset) && Number.isFinite(at) ? { offset, at } as Measured : { offset: 0, at: 0 }
  } catch {
    return { offset: 0, at: 0 }
  }
}

const measured = $state(load())

/** Milliseconds to add to the phone's clock; none when it was measured too long ago, or the clock was set since. */
export const clockOffset = (phone = Date.now()): number => (Math.abs(phone - measured.at) < GOOD_MS ? measured.offset : 0)

/** A code turns each 30 s and a verifier grants one turn either way: well before that, say so. */
export const isFarOff = (): boolean => Math.abs(clockOffset()) >= 20_000

/** Unix milliseconds, corrected. */
export const serverNow = (phone = Date.now()): number => phone + clockOffset(phone)

/** Whole unix seconds, corrected. */
export const serverSeconds = (phone = Date.now()): number => Math.floor(serverNow(phone) / 1000)

/** How far the phone is off, from one answer's `Date`; null when that answer cannot tell. */
export function measure(date: string | null, sentAt: number, gotAt: number): number | null {
  const server = Date.parse(date ?? '')
  if (Number.isNaN(server) || gotAt - sentAt > SLOW_MS) return null
  // The header is cut to whole seconds: on average it is half a second behind.
  const offset = Math.round(server + 500 - (sentAt + gotAt) / 2)
  return Math.abs(offset) < JITTER_MS ? 0 : offset
}

/** Learn from an answer that no cache has kept. */
export function noteDate({ headers }: Response, sentAt: number): void {
  const at = Date.now()
  const offset = headers.has('age') ? null : measure(headers.get('date'), sentAt, at)
  if (offset === null) return
  Object.assign(measured, { offset, at } satisfies Measured)
  try {
    localStorage.setItem(KEY, JSON.stringify({ offset, at } satisfies Measured))
  } catch {
    // Known for this visit only.
  }
}
