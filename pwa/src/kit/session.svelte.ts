/** Who is signed in. The token is in memory, so a reload renews it by the HttpOnly cookie. */
import { renewSession, signIn, signOut } from '../api/calls.ts'
import { onUnauthorised, setAccessToken } from '../api/client.ts'
import type { Caller, Session } from '../api/shapes.ts'

const HINT = 'signed-in'

export const session = $state<{ caller: Caller | null; settled: boolean }>({ caller: null, settled: false })

function take(given: Session): void {
  setAccessToken(given.accessToken)
  session.caller = given.caller
  session.settled = true
  localStorage.setItem(HINT, '1')
}

function drop(): void {
  setAccessToken(null)
  session.caller = null
  session.settled = true
  localStorage.removeItem(HINT)
}

let renewing: Promise<boolean> | null = null

async function renew(): Promise<boolean> {
  renewing ??= renewSession()
    .then((given) => (take(given), true))
    .catch(() => (drop(), false))
    .finally(() => (renewing = null))
  return renewing
}

/** Public pages never call this for a visitor who has not signed in on this device. */
export async function resumeSession(): Promise<void> {
  if (session.settled) return
  if (localStorage.getItem(HINT)) await renew()
  else session.settled = true
}

export async function enter(login: string, password: string): Promise<Caller> {
  const given = await signIn(login, password)
  take(given)
  return given.caller
}

export async function leave(): Promise<void> {
  await signOut().catch(() => undefined)
  drop()
}

onUnauthorised(renew)
