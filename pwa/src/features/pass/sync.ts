/** Bring this phone and the server into line: wishes first, then choices, then a day of passes. */
import { asApiError, type ApiError } from '../../api/problem.ts'
import { fromBase64url } from '../../kit/base64.ts'
import { serverSeconds as now } from '../../kit/clock.svelte.ts'
import { inTurn } from '../../kit/turns.ts'
import { passChain, STEPS } from '../../verify/chain.ts'
import { addDevice, getPassSettings, putPassSettings, removeDevice, requestPasses, withdrawConsent } from './api.ts'
import type { PassChoices, PassSettings } from './api.ts'
import { deviceLabel } from './device-label.ts'
import { forgetHeld, keepHeld, keepKnown, keepWish, readHeld, readKnown, readWish, signedAs, type Held } from './held.ts'
import { makeKeys, publicKeyOf, signRequest } from './request.ts'
import { quarterOf, QUARTER, stillUseful, wanted, type Slot, type Wanted } from './slots.ts'

/** This browser cannot keep a key: no secure context, private window, or storage refused. */
export class NoKeyStore extends Error {
  override name = 'NoKeyStore'
}

/** The citizen stopped the code while passes were on their way: they are dropped. */
export class Stopped extends Error {
  override name = 'Stopped'
}

const TURN = 'pass'

/** `label`: what to call a phone whose kind is not known. Throws ApiError, NoKeyStore or Stopped; what was held stays usable. */
export const sync = (owner: string, label: string): Promise<PassSettings> => inTurn(TURN, () => bringUp(owner, label))

async function bringUp(owner: string, label: string): Promise<PassSettings> {
  await fulfilWish(owner)
  const settings = await learn(owner)
  if (!settings.optedIn || settings.paused) await forgetHeld().catch(() => undefined)
  else if (await topUp(owner, label, settings)) return learn(owner)
  return settings
}

/** This phone stands among the devices only once it has passes. */
async function learn(owner: string): Promise<PassSettings> {
  const settings = await getPassSettings()
  await keepSafely(() => keepKnown(owner, settings))
  return settings
}

async function fulfilWish(owner: string): Promise<void> {
  const wish = await readWish(owner)
  if (wish === 'withdraw') await withdrawConsent().catch(unlessGone)
  if (wish === 'pause') await pauseThere(owner)
  if (wish) await keepWish(null)
}

async function pauseThere(owner: string): Promise<void> {
  const known = (await readKnown(owner)) ?? (await getPassSettings())
  if (known.optedIn) await putPassSettings({ ...known, paused: true })
}

/** What is gone already needs no withdrawal. */
function unlessGone(reason: unknown): void {
  if (![404, 410].includes(asApiError(reason).status)) throw reason
}

/** True: something new was signed. */
async function topUp(owner: string, label: string, settings: PassSettings): Promise<boolean> {
  const as = signedAs(settings)
  let held = await readHeld(owner)
  if (held && !fits(held, as, settings)) held = await startOver(held, settings)
  if (held && endedByServer(held, settings)) held = { ...held, slots: [], pending: null }
  try {
    return await fill(await registered(held ?? (await fresh(owner, as)), label))
  } catch (reason) {
    if (!mustStartOver(asApiError(reason))) throw reason
    // The server knows this phone otherwise than it knows itself: a new key settles it.
    await startOver(await readHeld(owner), settings)
    return await fill(await registered(await fresh(owner, as), label))
  }
}

const mustStartOver = ({ status, slug }: ApiError): boolean => status === 404 || status === 410 || slug === 'slots-taken'

/** Its passes were ended, e.g. with the key that signed them: this phone may ask for the same hours again. */
function endedByServer(held: Held, { devices }: PassSettings): boolean {
  const mine = devices.find(({ id }) => id === held.device)
  const last = held.slots[held.slots.length - 1]
  return Boolean(mine && last) && !(Date.parse(mine?.issuedThrough ?? '') / 1000 >= (last as Slot).iat + QUARTER)
}

const fits = (held: Held, as: string, { devices }: PassSettings): boolean =>
  held.signedAs === as && (held.device === '' || devices.some(({ id }) => id === held.device))

async function startOver(held: Held | null, { devices }: PassSettings): Promise<null> {
  if (held && devices.some(({ id }) => id === held.device)) await removeDevice(held.device).catch(unlessGone)
  await forgetHeld()
  return null
}

async function fresh(owner: string, as: string): Promise<Held> {
  try {
    const held: Held = { owner, device: '', keys: await makeKeys(), signedAs: as, slots: [], pending: null }
    await keep(held)
    // Some browsers take the key and give back nothing.
    if (!((await readHeld(owner))?.keys.privateKey instanceof CryptoKey)) throw new NoKeyStore()
    return held
  } catch (reason) {
    throw reason instanceof Stopped ? reason : new NoKeyStore()
  }
}

async function registered(held: Held, label: string): Promise<Held> {
  if (held.device) return held
  const { id } = await addDevice(await publicKeyOf(held.keys), deviceLabel(navigator.userAgent, label))
  const known = { ...held, device: id }
  await keep(known)
  return known
}

/** First what was asked for and never answered, then what is missing. True: passes came. */
async function fill(held: Held): Promise<boolean> {
  const after = held.pending && held.pending.first > now() - 24 * 3600 ? await collect(held) : { ...held, pending: null }
  const want = wanted(after.slots, now())
  if (want) await collect(await ask(after, want))
  return Boolean(want ?? held.pending)
}

/** The seeds are kept before the request leaves: an answer without its seeds is worth nothing. */
async function ask(held: Held, { first, count }: Wanted): Promise<Held> {
  const seeds = Array.from({ length: count }, () => crypto.getRandomValues(new Uint8Array(16)))
  const anchors = seeds.map((seed) => passChain(seed)[STEPS] as Uint8Array)
  const request = await signRequest(held.keys.privateKey, { device: held.device, first, anchors, now: now() })
  const asking = { ...held, pending: { request, first, seeds } }
  await keep(asking)
  return asking
}

async function collect(held: Held): Promise<Held> {
  const { request, first, seeds } = held.pending as NonNullable<Held['pending']>
  const { passes } = await requestPasses(request)
  const got = passes.flatMap(({ iat, token }) => {
    const seed = seeds[(iat - first) / QUARTER]
    return seed ? [{ iat, token: fromBase64url(token), seed }] : []
  })
  const slots = stillUseful([...held.slots, ...got], quarterOf(now())).sort((a, b) => a.iat - b.iat)
  const filled = { ...held, slots, pending: null }
  await keep(filled)
  return filled
}

async function keep(held: Held): Promise<void> {
  await keepSafely(() => keepHeld(held))
  // Asked after keeping: whoever stops the code first leaves the wish, then wipes.
  if (!(await readWish(held.owner))) return
  await forgetHeld()
  throw new Stopped()
}

async function keepSafely(write: () => Promise<void>): Promise<void> {
  await write().catch(() => {
    throw new NoKeyStore()
  })
}

/** Other choices, or the code running again; the passes are renewed by the sync that follows. */
export const choose = (owner: string, choices: PassChoices): Promise<void> =>
  inTurn(TURN, async () => {
    await keepKnown(owner, await putPassSettings(choices))
  })
