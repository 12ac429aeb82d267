/** Status lists (状态清单): which codes were revoked, suspended or superseded, and their deltas. */

import { checkSignature, findKey, USE, type Bundle } from './bundle.ts'
import { sameBytes, type Bytes } from './bytes.ts'
import { decodeCbor, encodeCbor, type Cbor, type CborMap } from './cbor.ts'
import { es256Verify, type Es256 } from './es256.ts'
import { need } from './faults.ts'
import { decodeRice, encodeRice, MAX_SIZE } from './rice.ts'
import { sha256 } from './sha256.ts'
import { decodeSign1, EXP, IAT, isBytes, isMap, isNat, needLabels, PRIVATE, SUB, type Sign1 } from './sign1.ts'

const MAX_BYTES = 1_048_576
const LIST_ID = /^[mc](1?[0-9]|2[0-3])$/

/** revoked, suspended, superseded: ascending indices. */
export type StatusSets = readonly [Uint32Array, Uint32Array, Uint32Array]
export type Status = 'ok' | 'revoked' | 'suspended' | 'superseded' | 'out_of_range'

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
  const sign1 = open(incoming)
  const list = readList(sign1.payload, sign1.kid)
  await checkSource(sign1, list, id, bundle, es256)
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
  const sign1 = open(incoming)
  const { fromSeq, hash, ...delta } = readDelta(sign1.payload, sign1.kid)
  await checkSource(sign1, delta, held.id, bundle, es256)
  needNewer(delta, held)
  need(fromSeq === held.seq, 'delta_mismatch')
  const sets = held.sets.map((set, i) => symmetricDifference(set, delta.sets[i] as Uint32Array))
  const list = { ...delta, sets: sets as unknown as StatusSets }
  need(sameBytes(sha256(setsBytes(list.sets)), hash), 'delta_mismatch')
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
  return readList(payload, kid)
}

function open(incoming: Uint8Array): Sign1 {
  need(incoming.length <= MAX_BYTES, 'too_long')
  const sign1 = decodeSign1(incoming)
  need(sign1.unprotected.size === 0, 'bad_shape')
  return sign1
}

function needNewer(list: StatusList, held: StatusList): void {
  need(list.seq >= held.seq && list.issued >= held.issued, 'rollback')
}

async function checkSource(
  sign1: Sign1,
  list: StatusList,
  id: string,
  bundle: Bundle,
  es256: Es256,
): Promise<void> {
  await checkSignature(sign1, findKey(bundle.keys, sign1.kid, USE.list, list.issued), es256)
  const entry = bundle.lists.find((known) => known.id === id)
  need(list.id === id && entry?.size === list.size, 'wrong_list')
}

function readList(payload: CborMap, kid: number): StatusList {
  const { body, ...head } = readHead(payload)
  need(body.length === 3, 'bad_shape')
  const [seq, size, sets] = body
  need(isNat(seq) && isNat(size, MAX_SIZE + 1), 'bad_shape')
  return { ...head, kid, seq, size, sets: readSets(sets, size) }
}

function readDelta(payload: CborMap, kid: number): StatusList & { fromSeq: number; hash: Uint8Array } {
  const { body, ...head } = readHead(payload)
  need(body.length === 5, 'bad_shape')
  const [fromSeq, seq, size, sets, hash] = body
  need(isNat(fromSeq) && isNat(seq) && fromSeq <= seq && isNat(size, MAX_SIZE + 1), 'bad_shape')
  need(isBytes(hash) && hash.length === 32, 'bad_shape')
  return { ...head, kid, fromSeq, seq, size, hash, sets: readSets(sets, size) }
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
