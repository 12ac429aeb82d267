/** When the trust files are renewed: at the start, back on a network, back in sight, and hourly. */
import { ready, refresh } from './engine.ts'
import { trust } from './state.svelte.ts'

const HOUR_MS = 3_600_000
const SOON_MS = 600_000 // a page that comes into sight does not ask again at once

export async function watch(): Promise<void> {
  addEventListener('online', () => void renew())
  document.addEventListener('visibilitychange', () => void (document.hidden ? null : renewIfDue()))
  setInterval(() => void (document.hidden ? null : renew()), HOUR_MS)
  await ready()
  await renewIfDue()
}

async function renewIfDue(): Promise<void> {
  const age = trust.madeAt === null || trust.checkedAt === null ? SOON_MS : Date.now() - trust.checkedAt
  if (age < 0 || age >= SOON_MS) await renew()
}

async function renew(): Promise<void> {
  if (navigator.onLine) await refresh().catch(() => undefined)
}
