/** The time by the server's clock: a code that turns every 30 seconds dies on a phone that is a minute off. */
const KEY = 'clock'
const TRUST_MS = 24 * 3_600_000
const SLOW_MS = 6_000
const JITTER_MS = 2_000

interface Measured {
  /** Milliseconds to add to the phone's clock. */
  offset: number
  at: number
}

function load(): number {
  try {
    const { offset, at } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Measured>
    return offset && at && Math.abs(Date.now() - at) < TRUST_MS ? offset : 0
  } catch {
    return 0
  }
}

export const clock = $state({ offset: load() })

/** A code turns each 30 s and a verifier grants one turn either way: well before that, say so. */
export const isFarOff = (offset: number): boolean => Math.abs(offset) >= 20_000

/** Unix milliseconds, corrected. */
export const serverNow = (): number => Date.now() + clock.offset

/** How far the phone is off, from one answer's `Date`; null when that answer cannot tell. */
export function measure(date: string | null, sentAt: number, gotAt: number): number | null {
  const server = Date.parse(date ?? '')
  if (Number.isNaN(server) || gotAt - sentAt > SLOW_MS) return null
  // The header is cut to whole seconds: on average it is half a second behind.
  const offset = Math.round(server + 500 - (sentAt + gotAt) / 2)
  return Math.abs(offset) < JITTER_MS ? 0 : offset
}

/** Learn from an answer that no cache has kept. */
export function noteDate(response: Response, sentAt: number): void {
  if (response.headers.has('age')) return
  const offset = measure(response.headers.get('date'), sentAt, Date.now())
  if (offset === null) return
  clock.offset = offset
  try {
    localStorage.setItem(KEY, JSON.stringify({ offset, at: Date.now() } satisfies Measured))
  } catch {
    // Known for this visit only.
  }
}
