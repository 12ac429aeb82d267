/** One round of news: root, bundle, lists. What does not hold is refused and the old stays. */
import { serverSeconds } from '../kit/clock.svelte.ts'
import { acceptBundle, acceptList, applyDelta, CodeFault, type Bundle, type Fault, type RootKey, type StatusList } from '../verify/index.ts'
import { sameKey } from './root.ts'
import type { TrustServer } from './server.ts'
import type { Held } from './store.ts'
import { wantedLists } from './wanted.ts'

export interface Outcome {
  held: Held
  /** The server was there. */
  reached: boolean
  /** What it sent and we did not take. */
  refused: Fault | null
}

const ROOT_USE = 4

export async function syncTrust(before: Held, server: TrustServer, phone: number, builtIn: RootKey | null): Promise<Outcome> {
  const held: Held = { ...before, lists: new Map(before.lists), etags: new Map(before.etags) }
  const outcome: Outcome = { held, reached: false, refused: null }
  held.root = builtIn ?? (await settleRoot(held, server))
  if (!held.root) return outcome
  await renewBundle(outcome, server, held.root)
  if (!outcome.reached || !held.bundle) return outcome
  const wanted = wantedLists(held.bundle, serverSeconds(phone))
  await Promise.all(wanted.map((id) => renewList(outcome, server, held.bundle as Bundle, id)))
  for (const id of held.lists.keys()) if (!wanted.includes(id)) held.lists.delete(id)
  held.checkedAt = phone
  return outcome
}

/** The first root seen is kept. Another one counts only when what we hold already vouches for it. */
async function settleRoot(held: Held, server: TrustServer): Promise<RootKey | null> {
  const known = held.root
  const heirs = rootsIn(held.bundle)
  if (known && !heirs.some((heir) => !sameKey(heir, known))) return known
  const told = await server.root()
  if (!known) return told
  return told && heirs.some((heir) => sameKey(heir, told)) ? told : known
}

const rootsIn = (bundle: Bundle | null): RootKey[] =>
  (bundle?.keys ?? []).filter((key) => key.use === ROOT_USE).map(({ kid, publicKey }) => ({ kid, publicKey }))

async function renewBundle(outcome: Outcome, server: TrustServer, root: RootKey): Promise<void> {
  const { held } = outcome
  const answer = await server.bundle(held.bundle ? (held.etags.get('bundle') ?? '') : '')
  outcome.reached = answer.state !== 'failed'
  if (answer.state !== 'new') return
  await attempt(outcome, async () => {
    held.bundle = await acceptBundle(held.bundle, answer.bytes, [root])
    held.etags.set('bundle', answer.etag)
  })
}

async function renewList(outcome: Outcome, server: TrustServer, bundle: Bundle, id: string): Promise<void> {
  const { held } = outcome
  const old = held.lists.get(id) ?? null
  const address = `${id}?${old?.seq ?? ''}`
  const answer = await server.list(id, old?.seq ?? null, held.etags.get(address) ?? '')
  if (answer.state !== 'new') return
  await attempt(outcome, async () => {
    const list = await takeList(old, answer.bytes, bundle, id, server)
    if (!list) return
    held.lists.set(id, list)
    for (const key of held.etags.keys()) if (key.startsWith(`${id}?`)) held.etags.delete(key)
    if (list.seq === old?.seq) held.etags.set(address, answer.etag)
  })
}

/** A step from the held version if that fits, else the whole list. */
async function takeList(old: StatusList | null, bytes: Uint8Array, bundle: Bundle, id: string, server: TrustServer): Promise<StatusList | null> {
  if (!old) return acceptList(id, null, bytes, bundle)
  try {
    return await applyDelta(old, bytes, bundle)
  } catch (reason) {
    const fault = reason instanceof CodeFault ? reason.fault : null
    if (fault === 'wrong_kind' || fault === 'bad_shape') return acceptList(id, old, bytes, bundle)
    if (fault !== 'delta_mismatch') throw reason
  }
  const whole = await server.list(id, null, '')
  return whole.state === 'new' ? acceptList(id, old, whole.bytes, bundle) : null
}

/** Older, forged or broken: not taken over, and said. */
async function attempt(outcome: Outcome, take: () => Promise<void>): Promise<void> {
  try {
    await take()
  } catch (reason) {
    if (!(reason instanceof CodeFault)) throw reason
    outcome.refused ??= reason.fault
  }
}
