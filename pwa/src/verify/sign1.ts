/** COSE_Sign1 (RFC 9052): tag 18 ‖ [protected, unprotected, payload, r‖s]. */

import { concat, type Bytes } from './bytes.ts'
import { decodeCbor, encodeCbor, type Cbor, type CborMap } from './cbor.ts'
import { need } from './faults.ts'

const ALG = 1
export const KID = 4
export const SUB = 2
export const EXP = 4
export const IAT = 6
export const PRIVATE = -65537
export const ES256 = -7
const TAG_18 = 0xd2

/** Strictly decoded; nothing is verified yet. `alg` only names what the key entry must equal. */
export interface Sign1 {
  readonly kid: number
  readonly alg: number
  readonly unprotected: CborMap
  readonly payload: CborMap
  readonly signature: Uint8Array
  /** What the signature covers (RFC 9052 §4.4). */
  readonly signedBytes: Bytes
  readonly protectedBytes: Uint8Array
  readonly payloadBytes: Uint8Array
}

/** Throws `bad_cbor` or `bad_shape`. */
export function decodeSign1(token: Uint8Array): Sign1 {
  need(token[0] === TAG_18, 'bad_cbor')
  const parts = decodeCbor(token.subarray(1))
  need(Array.isArray(parts) && parts.length === 4, 'bad_shape')
  const [protectedBytes, unprotected, payloadBytes, signature] = parts
  need(isBytes(protectedBytes) && isMap(unprotected), 'bad_shape')
  need(isBytes(payloadBytes) && isBytes(signature), 'bad_shape')
  const headers = decodeCbor(protectedBytes)
  const payload = decodeCbor(payloadBytes)
  need(isMap(headers) && isMap(payload) && signature.length === 64, 'bad_shape')
  const signedBytes = encodeCbor(['Signature1', protectedBytes, new Uint8Array(0), payloadBytes])
  return { ...readHeaders(headers), unprotected, payload, signature, signedBytes, protectedBytes, payloadBytes }
}

/** The same object with another unprotected header, which no signature covers. */
export function withUnprotected(sign1: Sign1, unprotected: CborMap): Bytes {
  const parts = [sign1.protectedBytes, unprotected, sign1.payloadBytes, sign1.signature]
  return concat(Uint8Array.of(TAG_18), encodeCbor(parts))
}

function readHeaders(headers: CborMap): { kid: number; alg: number } {
  const alg = headers.get(ALG)
  const kid = headers.get(KID)
  need(headers.size === 2 && Number.isSafeInteger(alg) && isBytes(kid), 'bad_shape')
  need(kid.length === 1 && kid[0] !== 0, 'bad_shape')
  return { alg: alg as number, kid: kid[0] as number }
}

// Merchant token; pass, bundle; pass with a name, status list, delta.
const SHAPES = [[SUB, EXP, PRIVATE], [EXP, IAT, PRIVATE], [SUB, EXP, IAT, PRIVATE]]

/** Throws `wrong_kind` for the labels of another object of ours, `bad_shape` for any others. */
export function needLabels(payload: CborMap, ...wanted: number[][]): void {
  const matches = (labels: number[]): boolean => payload.size === labels.length && labels.every((label) => payload.has(label))
  need(wanted.some(matches), SHAPES.some(matches) ? 'wrong_kind' : 'bad_shape')
}

/** A whole number from 0 up to, not including, `limit` (2^32 unless told: all our times fit). */
export function isNat(value: Cbor | undefined, limit = 2 ** 32): value is number {
  return typeof value === 'number' && value >= 0 && value < limit
}

export function isBytes(value: Cbor | undefined): value is Uint8Array {
  return value instanceof Uint8Array
}

export function isMap(value: Cbor | undefined): value is CborMap {
  return value instanceof Map
}
