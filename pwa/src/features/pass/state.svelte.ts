/** What the pass screens know: first from this phone, at once; then from the server. */
import { asApiError, type ApiError } from '../../api/problem.ts'
import { t } from '../../i18n/index.svelte.ts'
import { net } from '../../kit/net.svelte.ts'
import { resumeSession, session, signedInAs } from '../../kit/session.svelte.ts'
import { giveConsent, removeDevice, type PassChoices, type PassSettings } from './api.ts'
import { readHeld, readKnown, readWish, stopHere, type Wish } from './held.ts'
import type { Slot } from './slots.ts'

export type Stage = 'opening' | 'signedOut' | 'notCitizen' | 'notOpen' | 'paused' | 'noKeyStore' | 'failed' | 'code'

/** Key, chain and requests: 4 kB that no screen waits for. */
const engine = () => import('./sync.ts')

interface Pass {
  stage: Stage
  settings: PassSettings | null
  slots: Slot[]
  /** This phone's own entry among the devices. */
  device: string
  /** Said here, not yet heard by the server. */
  wish: Wish['what'] | null
  syncing: boolean
  error: ApiError | null
}

const EMPTY: Pass = { stage: 'opening', settings: null, slots: [], device: '', wish: null, syncing: false, error: null }
export const pass = $state<Pass>({ ...EMPTY })

/** Called by each pass screen as it opens. */
export async function openPass(): Promise<void> {
  const owner = signedInAs()
  Object.assign(pass, EMPTY)
  if (owner) await readHere(owner)
  await resumeSession()
  if (session.caller && session.caller.kind !== 'citizen') pass.stage = 'notCitizen'
  else if (session.caller) await refresh()
  else if (!session.failure) Object.assign(pass, EMPTY, { stage: 'signedOut' })
  else if (pass.stage === 'opening') fail(session.failure)
  else pass.error = session.failure
}

let last: Promise<void> = Promise.resolve()

/** Ask the server again; what is shown stays until the answer is here. */
export function refresh(): Promise<void> {
  last = last.then(refreshOnce)
  return last
}

async function refreshOnce(): Promise<void> {
  const owner = signedInAs()
  if (!owner) return
  pass.syncing = true
  try {
    const { sync } = await engine()
    const settings = await sync(owner, t('pass.thisPhone'))
    await readHere(owner, settings)
    pass.error = null
  } catch (reason) {
    await readHere(owner)
    const name = (reason as Error).name
    if (name === 'NoKeyStore') pass.stage = 'noKeyStore'
    else if (name !== 'Stopped') show(asApiError(reason))
  } finally {
    pass.syncing = false
  }
}

/** A code that is there goes on; an error takes the screen only where there is nothing else. */
function show(error: ApiError): void {
  if (pass.slots.length || pass.stage === 'paused' || pass.wish) pass.error = error
  else fail(error)
}

/** A part of the app itself could not be fetched. */
export const unreachable = (reason: unknown): void => fail(asApiError(reason))

function fail(error: ApiError): void {
  Object.assign(pass, { stage: 'failed', error })
}

async function readHere(owner: string, told: PassSettings | null = null): Promise<void> {
  const [settings, held, wish] = await Promise.all([told ?? readKnown(owner), readHeld(owner), readWish(owner)])
  if (!settings) return
  Object.assign(pass, { settings, wish, slots: held?.slots ?? [], device: held?.device ?? '', stage: stageOf(settings, wish) })
}

function stageOf({ optedIn, paused }: PassSettings, wish: Wish['what'] | null): Stage {
  if (!optedIn || wish === 'withdraw') return 'notOpen'
  return paused || wish === 'pause' ? 'paused' : 'code'
}

export async function agree(textVersion: string): Promise<void> {
  await giveConsent(textVersion)
  await refresh()
}

export async function setChoices(change: Partial<PassChoices>): Promise<void> {
  const owner = signedInAs()
  if (!owner || !pass.settings) return
  await (await engine()).choose(owner, { ...pass.settings, ...change })
  await refresh()
}

/** Stop the code: on this phone at once, with or without a network. False: the server must still hear of it. */
export async function stop(what: Wish['what']): Promise<boolean> {
  const owner = signedInAs()
  if (!owner) return true
  await stopHere(owner, what)
  await readHere(owner)
  await refresh()
  return pass.wish === null
}

export async function dropDevice(id: string): Promise<void> {
  await removeDevice(id)
  await refresh()
}

/** Follow the network: passes are filled up, wishes delivered. Returns the end of it. */
export const followNetwork = (): (() => void) => {
  const onOnline = (): void => {
    net.online = true
    void (session.caller ? refresh() : openPass())
  }
  addEventListener('online', onOnline)
  return () => removeEventListener('online', onOnline)
}
