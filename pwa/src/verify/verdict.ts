/** The verdict without network (离线核验): 有效, 无效 with its reason, or 无法离线核验. */

import { checkSignature, findKey, USE, type Bundle } from './bundle.ts'
import { checkTimes, readToken, type CitizenClaims, type MerchantClaims, type Token } from './claims.ts'
import { readCodeText } from './code-text.ts'
import { digitsToBytes } from './digits.ts'
import { es256Verify, type Es256 } from './es256.ts'
import { CodeFault, need, reasonOf, type Fault, type OpenFault, type Reason } from './faults.ts'
import { decodeSign1 } from './sign1.ts'
import { statusOf, type StatusList } from './status-list.ts'

const HOUR = 3600
const HARD_AGE = 72 * HOUR
const SOFT_AGE = 12 * HOUR
const CLOCK_SKEW = 300

export interface Held {
  /** The exact public origin, `https://host`. */
  readonly origin: string
  readonly bundle: Bundle | null
  /** By list id. */
  readonly lists: ReadonlyMap<string, StatusList>
  /** Unix seconds. */
  readonly now: number
  /** Tests count calls here; WebCrypto unless told. */
  readonly es256?: Es256
}

export type Outcome =
  | { readonly verdict: 'valid'; readonly reason: null; readonly fault: null }
  | { readonly verdict: 'invalid'; readonly reason: Reason; readonly fault: Fault }
  | { readonly verdict: 'unverifiable'; readonly reason: OpenFault; readonly fault: OpenFault }

/** Claims are there only when the signature held. */
type About =
  | { readonly kind: null; readonly claims: null }
  | { readonly kind: 'merchant'; readonly claims: MerchantClaims | null }
  | { readonly kind: 'citizen'; readonly claims: CitizenClaims | null }

interface Freshness {
  /** Seconds; null when nothing is held. */
  readonly bundleAge: number | null
  readonly listAge: number | null
  /** Older than 12 hours: still counted, but the age is shown. */
  readonly stale: boolean
}

export type OfflineVerdict = Outcome & About & Freshness

const OPEN: ReadonlySet<Fault> = new Set<OpenFault>([
  'no_bundle', 'suspect_clock', 'stale_bundle', 'newer_key', 'no_status_list', 'stale_status_list',
  'superseded', 'needs_network',
])

/** What is known so far; the checks fill it in, the first failed one ends it. */
interface Progress {
  about: About
  listAge: number | null
}

/** Check a scanned text against what the phone holds. Never throws, asks nobody. */
export async function verifyOffline(text: string, held: Held): Promise<OfflineVerdict> {
  const progress: Progress = { about: { kind: null, claims: null }, listAge: null }
  let outcome: Outcome = { verdict: 'valid', reason: null, fault: null }
  try {
    await check(text, held, progress)
  } catch (error) {
    if (!(error instanceof CodeFault)) throw error
    outcome = refusal(error.fault)
  }
  return { ...outcome, ...progress.about, ...freshness(held, progress.listAge) }
}

async function check(text: string, held: Held, progress: Progress): Promise<void> {
  const scanned = readCodeText(text, held.origin)
  if ('fault' in scanned) throw new CodeFault(scanned.fault)
  const kind = scanned.kind === 'citizen' ? 'citizen' : 'merchant'
  progress.about = { kind, claims: null }
  need(scanned.kind !== 'short', 'needs_network')
  // Everything that costs nothing comes first: a malformed code never reaches a signature check.
  const sign1 = decodeSign1(digitsToBytes(scanned.digits))
  const token = readToken(sign1, kind)
  const bundle = freshBundle(held)
  // A key above all that we know was published after our bundle: no reason to call it false.
  need(bundle.keys.some((key) => key.kid >= sign1.kid), 'newer_key')
  const key = findKey(bundle.keys, sign1.kid, USE[kind], held.now)
  await checkSignature(sign1, key, held.es256 ?? es256Verify)
  progress.about = aboutOf(token)
  checkTimes(token, held.now)
  checkStatus(token, bundle, held, progress)
}

function aboutOf(token: Token): About {
  return token.kind === 'merchant'
    ? { kind: 'merchant', claims: token.claims }
    : { kind: 'citizen', claims: token.claims }
}

function freshBundle({ bundle, now }: Held): Bundle {
  need(bundle !== null, 'no_bundle')
  // The clock was set back, or the bundle comes from the future: dates mean nothing then.
  need(now >= bundle.issued - CLOCK_SKEW, 'suspect_clock')
  need(now - bundle.issued <= HARD_AGE, 'stale_bundle')
  return bundle
}

function checkStatus(token: Token, bundle: Bundle, { lists, now }: Held, progress: Progress): void {
  const id = `${token.kind[0]}${token.listNo}`
  const list = lists.get(id)
  need(list?.id === id && isVouchedFor(list, bundle, now), 'no_status_list')
  progress.listAge = age(list.issued, now)
  const status = statusOf(list, token.listIndex)
  need(status !== 'out_of_range', 'out_of_range')
  // Revocation is for ever, so an old list is enough to say it.
  need(status !== 'revoked', 'revoked')
  need(list.issued <= now + CLOCK_SKEW, 'suspect_clock')
  need(now - list.issued <= HARD_AGE && now < list.expires, 'stale_status_list')
  need(status === 'ok', status as 'suspended' | 'superseded')
}

/** The bundle still names the list, and still holds the key that signed it. */
function isVouchedFor(list: StatusList, bundle: Bundle, now: number): boolean {
  const isNamed = bundle.lists.some((entry) => entry.id === list.id && now < entry.expires)
  return isNamed && bundle.keys.some((key) => key.kid === list.kid && key.use === USE.list)
}

function freshness({ bundle, now }: Held, listAge: number | null): Freshness {
  const bundleAge = bundle && age(bundle.issued, now)
  return { bundleAge, listAge, stale: Math.max(bundleAge ?? 0, listAge ?? 0) > SOFT_AGE }
}

function age(issued: number, now: number): number {
  return Math.max(0, now - issued)
}

function refusal(fault: Fault): Outcome {
  return isOpen(fault)
    ? { verdict: 'unverifiable', reason: fault, fault }
    : { verdict: 'invalid', reason: reasonOf(fault), fault }
}

function isOpen(fault: Fault): fault is OpenFault {
  return OPEN.has(fault)
}
