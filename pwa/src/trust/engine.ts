/** The phone's trust files in use: verify with them, renew them, tell their age. */
import { serverSeconds } from '../kit/clock.svelte.ts'
import { inTurn } from '../kit/turns.ts'
import { verifyOffline, type OfflineVerdict } from '../verify/index.ts'
import { builtInRoot } from './root.ts'
import { trustServer } from './server.ts'
import { trust } from './state.svelte.ts'
import { keepHeld, nothingHeld, readHeld, type Held } from './store.ts'
import { syncTrust, type Outcome } from './sync.ts'

const HARD_S = 72 * 3600
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('trust') : null

let held: Held = nothingHeld()
let reading: Promise<void> | null = null
let running: Promise<Outcome> | null = null

/** Read the store once; after that everything is in memory. */
export function ready(): Promise<void> {
  reading ??= readHeld().then(use)
  return reading
}

// Another tab took over newer files: read them anew when they are next needed.
if (channel) channel.onmessage = () => (reading = null)

function use(next: Held): void {
  held = next
  const made = [...next.lists.values()].filter((list) => list.id.startsWith('m')).map((list) => list.issued)
  const oldest = next.bundle ? Math.min(next.bundle.issued, ...made) : null
  Object.assign(trust, {
    ready: true,
    madeAt: oldest,
    goodUntil: oldest === null ? null : oldest + HARD_S,
    checkedAt: next.checkedAt,
  })
}

/**
 * Verify a scanned text with what the phone holds: nothing is sent, nothing is written down.
 * `phone` is the moment of the scan by this phone's clock.
 */
export async function verifyHere(text: string, phone = Date.now()): Promise<OfflineVerdict> {
  await ready()
  const { bundle, lists } = held
  return verifyOffline(text, { origin: location.origin, bundle, lists, now: serverSeconds(phone) })
}

/** One round of news at a time, over all tabs; the store never goes back. */
export function refresh(): Promise<Outcome> {
  running ??= inTurn('trust', renew).finally(() => (running = null))
  return running
}

async function renew(): Promise<Outcome> {
  trust.syncing = true
  try {
    const before = await readHeld() // another tab may be ahead
    const start = before.bundle || !held.bundle ? before : held // no storage: memory is all there is
    const outcome = await syncTrust(start, trustServer, Date.now(), builtInRoot())
    await keepHeld(outcome.held, before)
    use(outcome.held)
    reading = Promise.resolve()
    channel?.postMessage('news')
    tell(outcome)
    return outcome
  } finally {
    trust.syncing = false
  }
}

function tell({ reached, refused }: Outcome): void {
  trust.refused = refused
  trust.trouble = refused ? 'refused' : reached ? null : 'unreached'
}
