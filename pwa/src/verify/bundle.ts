/** The trust bundle (信任包): which keys and status lists count, signed by a root, never older. */

import { sameBytes } from './bytes.ts'
import type { Cbor } from './cbor.ts'
import { es256Verify, isLowS, isOnCurve, type Es256 } from './es256.ts'
import { need } from './faults.ts'
import { MAX_SIZE } from './rice.ts'
import { decodeSign1, ES256, EXP, IAT, isBytes, isNat, needLabels, PRIVATE, type Sign1 } from './sign1.ts'

const LIFETIME = 72 * 3600
const MAX_BYTES = 65_536
const ORIGIN = /^https?:\/\/[a-z0-9.-]{1,200}(:[0-9]{1,5})?$/

export const USE = { merchant: 1, citizen: 2, list: 3, root: 4 } as const

interface KeyEntry {
  readonly kid: number
  /** One key, one use: 1 merchant, 2 citizen, 3 status list, 4 bundle root. */
  readonly use: number
  readonly alg: number
  /** x‖y, 64 bytes. */
  readonly publicKey: Uint8Array
  readonly notBefore: number
  readonly expires: number
}

interface ListEntry {
  readonly id: string
  readonly use: number
  readonly number: number
  readonly size: number
  readonly expires: number
}

/** Times are Unix seconds. `bytes` is the signed file as it came: store that. */
export interface Bundle {
  readonly bytes: Uint8Array
  readonly seq: number
  readonly origin: string
  readonly issued: number
  readonly expires: number
  readonly keys: readonly KeyEntry[]
  readonly lists: readonly ListEntry[]
}

/** The root key that ships with the app. */
export interface RootKey {
  readonly kid: number
  readonly publicKey: Uint8Array
}

/** Read a bundle WITHOUT checking its signature: only for bytes kept after `acceptBundle`. */
export function decodeBundle(bytes: Uint8Array): Bundle {
  return readBundle(bytes, decodeSign1(bytes))
}

/**
 * Take over a newer bundle: signed by a pinned root or by a root key of the bundle already held,
 * `seq` never lower, the same `seq` only with the same bytes. No clock: whether it is stale is
 * the verdict's business. Throws `CodeFault`.
 */
export async function acceptBundle(
  held: Bundle | null,
  incoming: Uint8Array,
  roots: readonly RootKey[],
  es256: Es256 = es256Verify,
): Promise<Bundle> {
  need(incoming.length <= MAX_BYTES, 'too_long')
  const sign1 = decodeSign1(incoming)
  const bundle = readBundle(incoming, sign1)
  const known = [...roots.map(pinned), ...(held?.keys ?? [])]
  await checkSignature(sign1, findKey(known, sign1.kid, USE.root, bundle.issued), es256)
  need(!held || (bundle.seq >= held.seq && bundle.issued >= held.issued), 'rollback')
  need(!held || bundle.seq > held.seq || sameBytes(bundle.bytes, held.bytes), 'conflict')
  return bundle
}

function pinned(root: RootKey): KeyEntry {
  return { ...root, use: USE.root, alg: ES256, notBefore: 0, expires: Infinity }
}

/** The entry of a key id, for one use, in date at `at`. */
export function findKey(keys: readonly KeyEntry[], kid: number, use: number, at: number): KeyEntry {
  const key = keys.find((entry) => entry.kid === kid)
  need(key !== undefined, 'unknown_key')
  need(key.use === use, 'wrong_kind')
  need(key.notBefore <= at && at < key.expires, 'retired_key')
  return key
}

/** The algorithm belongs to the key: a token can only agree with it. */
export async function checkSignature(
  sign1: Sign1,
  key: Pick<KeyEntry, 'alg' | 'publicKey'>,
  es256: Es256,
): Promise<void> {
  need(sign1.alg === key.alg && key.alg === ES256, 'wrong_alg')
  need(isLowS(sign1.signature), 'high_s')
  need(await es256(key.publicKey, sign1.signedBytes, sign1.signature), 'bad_signature')
}

function readBundle(bytes: Uint8Array, sign1: Sign1): Bundle {
  const { payload, unprotected } = sign1
  needLabels(payload, [EXP, IAT, PRIVATE])
  const expires = payload.get(EXP)
  const issued = payload.get(IAT)
  const body = payload.get(PRIVATE)
  need(unprotected.size === 0 && Array.isArray(body) && body.length === 4, 'bad_shape')
  const [seq, origin, keys, lists] = body
  need(isNat(seq) && typeof origin === 'string' && ORIGIN.test(origin), 'bad_shape')
  need(Array.isArray(keys) && Array.isArray(lists), 'bad_shape')
  need(isNat(issued) && isNat(expires) && expires === issued + LIFETIME, 'bad_shape')
  const bundle = { bytes, seq, origin, issued, expires, keys: keys.map(readKey), lists: lists.map(readListEntry) }
  need(isAscending(bundle.keys.map((key) => key.kid)), 'bad_shape')
  need(isAscending(bundle.lists.map((list) => list.use * 24 + list.number)), 'bad_shape')
  return bundle
}

function readKey(value: Cbor): KeyEntry {
  need(Array.isArray(value) && value.length === 6, 'bad_shape')
  const [kid, use, alg, publicKey, notBefore, expires] = value
  need(isNat(kid, 256) && kid > 0 && isNat(use, 5) && use > 0 && alg === ES256, 'bad_shape')
  need(isBytes(publicKey) && isOnCurve(publicKey), 'bad_shape')
  need(isNat(notBefore) && isNat(expires) && notBefore < expires, 'bad_shape')
  return { kid, use, alg, publicKey, notBefore, expires }
}

function readListEntry(value: Cbor): ListEntry {
  need(Array.isArray(value) && value.length === 5, 'bad_shape')
  const [id, use, number, size, expires] = value
  need((use === USE.merchant || use === USE.citizen) && isNat(number, 24), 'bad_shape')
  need(id === `${use === USE.merchant ? 'm' : 'c'}${number}` && isNat(size, MAX_SIZE + 1) && size > 0, 'bad_shape')
  need(isNat(expires), 'bad_shape')
  return { id, use, number, size, expires }
}

function isAscending(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > (values[i - 1] as number))
}
