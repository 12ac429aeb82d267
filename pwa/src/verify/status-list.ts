/** Status lists (状态清单): which codes were revoked, suspended or superseded, and their deltas. */

import { checkSignature, findKey, USE, type Bundle } from './bundle.ts'
import { sameBytes, type Bytes } from './bytes.ts'
import { decodeCbor, encodeCbor, type Cbor, type CborMap } from './cbor.ts'
import { es256Verify, type Es256 } from './es256.ts'
import { need } from './faults.ts'
import { decodeRice, encodeRice, MAX_SIZE } from './rice.ts'
import { sha256 } from './sha256.ts'
import { decodeSign1, EXP, IAT, isBytes, isMap, isNat, needLabels, PRIVATE, SUB } from './sign1.ts'

const MAX_BYTES = 1_048_576
const LIST_ID = /^[mc](1?[0-9]|2[0-3])$/

/** revoked, suspended, superseded: ascending indices. */
type StatusSets = readonly [Uint32Array, Uint32Array, Uint32Array]
type Status = 'ok' | 'revoked' | 'suspended' | 'superseded' | 'out_of_range'

export interface StatusList {
  readonly id: string
  /** The key that signed it: when the bundle drops that key, the list counts no more. */
  readonly kid: number
  readonly seq: number
  readonly size: number
  readonly issued: number
  readonly expires: number
  readonly sets: StatusSets
}

/** Take over a full list that was asked for as `id`. Throws `CodeFault`. */
export async function acceptList(
  id: string,
  held: StatusList | null,
  incoming: Uint8Array,
  bundle: Bundle,
  es256: Es256 = es256Verify,
): Promise<StatusList> {
  const [, list] = await openSigned(incoming, readListHead, bundle, es256)
  needPlace(list, id, bundle)
  if (held) needNewer(list, held)
  need(!held || list.seq > held.seq || sameBytes(setsBytes(list.sets), setsBytes(held.sets)), 'conflict')
  return list
}

/** Bring a held list up to date; `delta_mismatch` means: fetch the full list. */
export async function applyDelta(
  held: StatusList,
  incoming: Uint8Array,
  bundle: Bundle,
  es256: Es256 = es256Verify,
): Promise<StatusList> {
  const [head, delta] = await openSigned(incoming, readDeltaHead, bundle, es256)
  needPlace(delta, held.id, bundle)
  needNewer(delta, held)
  need(head.fromSeq === held.seq, 'delta_mismatch')
  const sets = held.sets.map((set, i) => symmetricDifference(set, delta.sets[i] as Uint32Array))
  const list = { ...delta, sets: sets as unknown as StatusSets }
  need(sameBytes(sha256(setsBytes(list.sets)), head.hash), 'delta_mismatch')
  return list
}

/** A revoked code stays revoked whatever else is noted. */
export function statusOf(list: StatusList, index: number): Status {
  if (index >= list.size) return 'out_of_range'
  const names = ['revoked', 'suspended', 'superseded'] as const
  return names.find((_, i) => contains(list.sets[i] as Uint32Array, index)) ?? 'ok'
}

/** For the phone's own storage: a list after a delta has no signed bytes of its own. */
export function storeList(list: StatusList): Bytes {
  const body = [list.seq, list.size, list.sets.map(setItem), list.kid]
  return encodeCbor(new Map<number, Cbor>([[SUB, list.id], [EXP, list.expires], [IAT, list.issued], [PRIVATE, body]]))
}

/** Read what `storeList` wrote. Throws `CodeFault` when the storage was damaged. */
export function loadList(stored: Uint8Array): StatusList {
  const payload = decodeCbor(stored)
  need(isMap(payload), 'bad_shape')
  const kid = readHead(payload).body.pop() // behind the three parts that a signed list has
  need(isNat(kid), 'bad_shape')
  return unpack(readListHead(payload), kid)
}

/** A list or delta before its sets are unpacked. */
interface Head extends Omit<StatusList, 'kid' | 'sets'> {
  readonly packed: Cbor | undefined
}

/** The sets come last: nobody but a holder of a list key can make them expensive. */
async function openSigned<Found extends Head>(
  incoming: Uint8Array,
  read: (payload: CborMap) => Found,
  bundle: Bundle,
  es256: Es256,
): Promise<[Found, StatusList]> {
  need(incoming.length <= MAX_BYTES, 'too_long')
  const sign1 = decodeSign1(incoming)
  const head = read(sign1.payload)
  need(sign1.unprotected.size === 0, 'bad_shape')
  await checkSignature(sign1, findKey(bundle.keys, sign1.kid, USE.list, head.issued), es256)
  return [head, unpack(head, sign1.kid)]
}

function unpack({ id, seq, size, issued, expires, packed }: Head, kid: number): StatusList {
  return { id, kid, seq, size, issued, expires, sets: readSets(packed, size) }
}

function needPlace(list: StatusList, id: string, bundle: Bundle): void {
  const entry = bundle.lists.find((known) => known.id === id)
  need(list.id === id && entry?.size === list.size, 'wrong_list')
}

function needNewer(list: StatusList, held: StatusList): void {
  need(list.seq >= held.seq && list.issued >= held.issued, 'rollback')
}

function readListHead(payload: CborMap): Head {
  const { body, ...head } = readHead(payload)
  need(body.length === 3, 'bad_shape')
  const [seq, size, packed] = body
  need(isNat(seq) && isNat(size, MAX_SIZE + 1), 'bad_shape')
  return { ...head, seq, size, packed }
}

function readDeltaHead(payload: CborMap): Head & { fromSeq: number; hash: Uint8Array } {
  const { body, ...head } = readHead(payload)
  need(body.length === 5, 'bad_shape')
  const [fromSeq, seq, size, packed, hash] = body
  need(isNat(fromSeq) && isNat(seq) && fromSeq <= seq && isNat(size, MAX_SIZE + 1), 'bad_shape')
  need(isBytes(hash) && hash.length === 32, 'bad_shape')
  return { ...head, fromSeq, seq, size, hash, packed }
}

function readHead(payload: CborMap): { id: string; issued: number; expires: number; body: Cbor[] } {
  needLabels(payload, [SUB, EXP, IAT, PRIVATE])
  const id = payload.get(SUB)
  const issued = payload.get(IAT)
  const expires = payload.get(EXP)
  const body = payload.get(PRIVATE)
  need(typeof id === 'string' && LIST_ID.test(id) && Array.isArray(body), 'bad_shape')
  need(isNat(issued) && isNat(expires) && issued < expires, 'bad_shape')
  return { id, issued, expires, body }
}

function readSets(value: Cbor | undefined, size: number): StatusSets {
  need(Array.isArray(value) && value.length === 3, 'bad_shape')
  return value.map((set) => readSet(set, size)) as unknown as StatusSets
}

function readSet(value: Cbor, size: number): Uint32Array {
  need(Array.isArray(value) && value.length === 3, 'bad_shape')
  const [k, n, bytes] = value
  need(isNat(k) && isNat(n) && isBytes(bytes), 'bad_shape')
  return decodeRice({ k, n, bytes }, size)
}

function setItem(set: Uint32Array): Cbor {
  const { k, n, bytes } = encodeRice(set)
  return [k, n, bytes]
}

function setsBytes(sets: StatusSets): Bytes {
  return encodeCbor(sets.map(setItem))
}

function symmetricDifference(a: Uint32Array, b: Uint32Array): Uint32Array {
  const changed = new Set(b)
  const kept = a.filter((index) => !changed.delete(index))
  return Uint32Array.from([...kept, ...changed]).sort()
}

/** Binary search. */
function contains(sorted: Uint32Array, index: number): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < index) low = middle + 1
    else high = middle
  }
  return sorted[low] === index
}
