/** Who is signed in. The token is in memory, so a reload renews it by the HttpOnly cookie. */
import { renewSession, signIn, signOut } from '../api/calls.ts'
import { call, onUnauthorised, setAccessToken } from '../api/client.ts'
import { asApiError, type ApiError } from '../api/problem.ts'
import type { Caller, Session } from '../api/shapes.ts'
import { forgetPersonal, readPersonal } from './personal.ts'
import { Renewal } from './renewal.ts'

const HINT = 'signed-in'

/** `failure`: there is a session, but the server could not be asked to continue it. */
export const session = $state<{ caller: Caller | null; settled: boolean; failure: ApiError | null }>({
  caller: null,
  settled: false,
  failure: null,
})

const renewal = new Renewal<Session>(renewSession, (given) => (given ? take(given) : drop()))

function take(given: Session): void {
  setAccessToken(given.accessToken)
  settle(given.caller)
  localStorage.setItem(HINT, given.caller.id)
}

function drop(): void {
  setAccessToken(null)
  settle(null)
  localStorage.removeItem(HINT)
  void forgetPersonal()
}

/** The account that this phone is signed in to, also while no network lets the session go on. */
export const signedInAs = (): string | null => localStorage.getItem(HINT)

function settle(caller: Caller | null): void {
  session.caller = caller
  session.failure = null
  session.settled = true
}

async function renew(): Promise<boolean> {
  try {
    take(await renewal.renew())
    return true
  } catch (reason) {
    const failure = asApiError(reason)
    if (failure.status === 401) drop()
    else session.failure = failure // no network is no sign-out: the cookie is still good
    session.settled = true
    return false
  }
}

/** Public pages never call this for a visitor who has not signed in on this device. */
export async function resumeSession(): Promise<void> {
  if (session.settled && !session.failure) return
  session.settled = false
  if (localStorage.getItem(HINT)) await renew()
  else settle(null)
}

export const enter = async (login: string, password: string, otp = ''): Promise<Caller> => begin(await signIn(login, password, otp))

/** A session that was just given, by whatever way of signing in. */
export function begin(given: Session): Caller {
  take(given)
  renewal.tell(given)
  return given.caller
}

/** A new token that knows what changed a moment ago, e.g. a shop that the person now acts for. */
export const renewNow = renew

/** Where to tell the server that this phone goes: addresses to DELETE, kept under this name. */
export const ON_LEAVING = 'on-leaving'

export async function leave(): Promise<void> {
  for (const path of (await readPersonal<string[]>(ON_LEAVING)) ?? []) {
    await call(path, { method: 'DELETE' }).catch(() => undefined)
  }
  await signOut().catch(() => undefined)
  drop()
  renewal.tell(null)
}

/** The session is over on the server already. */
export function leftEverywhere(): void {
  drop()
  renewal.tell(null)
}

onUnauthorised(renew)
