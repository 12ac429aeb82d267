/** Signed objects for the tests, made with Node's own crypto so that nothing checks itself. */

import { createECDH, createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto'
import { concat, fromHex, type Bytes } from '../../src/verify/bytes.ts'
import { encodeCbor, type Cbor, type CborMap } from '../../src/verify/cbor.ts'
import { passChain, preimageAt } from '../../src/verify/chain.ts'
import { bytesToDigits } from '../../src/verify/digits.ts'
import { decodeBundle, es256Verify, type Bundle, type Es256, type StatusList } from '../../src/verify/index.ts'

export const ORIGIN = 'https://xyqh.example'
export const DAY = 86_400
/** A quarter hour begins here; the day in Qinghai is number 20717, list 5. */
export const NOW = 1_790_000_100
export const P = -65537
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')

export interface TestKey {
  readonly secret: KeyObject
  readonly publicKey: Bytes
}

/** A fixed key for a name: the tests give the same bytes each time (but for ECDSA's nonce). */
export function testKey(name: string): TestKey {
  const d = createHash('sha256').update(`only for tests: ${name}`).digest()
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(d)
  const publicKey = Uint8Array.from(pair.getPublicKey()).slice(1)
  const part = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
  const jwk = { kty: 'EC', crv: 'P-256', d: part(d), x: part(publicKey.subarray(0, 32)), y: part(publicKey.subarray(32)) }
  return { secret: createPrivateKey({ key: jwk, format: 'jwk' }), publicKey }
}

export const KEYS = {
  root: testKey('root'), merchant: testKey('merchant'), citizen: testKey('citizen'), list: testKey('list'),
  stranger: testKey('stranger'),
}
export const KID = { root: 1, merchant: 2, citizen: 3, list: 4 }
export const ROOTS = [{ kid: KID.root, publicKey: KEYS.root.publicKey }]

export function map(...pairs: [number, Cbor][]): CborMap {
  return new Map(pairs)
}

export interface Parts {
  protectedBytes?: Uint8Array
  unprotected?: CborMap
  payloadBytes?: Uint8Array
  alg?: number
  twist?: (signature: Bytes) => Bytes
}

/** Tag 18 ‖ [protected, unprotected, payload, r‖s], low s; every part can be replaced. */
export function sign1(kid: number, key: TestKey, payload: CborMap, parts: Parts = {}): Bytes {
  const head = parts.protectedBytes ?? encodeCbor(map([1, parts.alg ?? -7], [4, Uint8Array.of(kid)]))
  const body = parts.payloadBytes ?? encodeCbor(payload)
  const message = encodeCbor(['Signature1', head, new Uint8Array(0), body])
  const raw = sign('sha256', message, { key: key.secret, dsaEncoding: 'ieee-p1363' })
  const signature = lowS(Uint8Array.from(raw))
  const rest = [head, parts.unprotected ?? map(), body, parts.twist?.(signature) ?? signature]
  return concat(Uint8Array.of(0xd2), encodeCbor(rest))
}

export function lowS(signature: Bytes): Bytes {
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`)
  return s > ORDER / 2n ? otherS(signature) : signature
}

/** The twin s → n−s, equally right to any ECDSA library. */
export function otherS(signature: Uint8Array): Bytes {
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`)
  return concat(signature.subarray(0, 32), fromHex((ORDER - s).toString(16).padStart(64, '0')))
}

export const MERCHANT_PAYLOAD = map([2, '湟水源酸奶坊'], [4, NOW + 60 * DAY], [P, [3, 1234, 1, 0]])

export function merchantToken(change: [number, Cbor][] = [], parts: Parts = {}, key = KEYS.merchant, kid = KID.merchant): Bytes {
  return sign1(kid, key, new Map([...MERCHANT_PAYLOAD, ...change]), parts)
}

export function link(token: Uint8Array): string {
  return `${ORIGIN}/v/${bytesToDigits(token)}`
}

export function passLink(token: Uint8Array): string {
  return `${ORIGIN}/v#${bytesToDigits(token)}`
}

export const SEED = Uint8Array.from({ length: 16 }, (_, i) => i)
export const CHAIN = passChain(SEED)
export const ANCHOR = CHAIN[30] as Bytes
export const PASS_LIST = Math.floor((NOW + 8 * 3600) / DAY) % 24
export const PASS_PAYLOAD = map([4, NOW + 900], [6, NOW], [P, [PASS_LIST, 77, 2, ANCHOR]])

export function passToken(step: number | null, change: [number, Cbor][] = [], parts: Parts = {}, key = KEYS.citizen, kid = KID.citizen): Bytes {
  const unprotected = step === null ? map() : map([P, [step, preimageAt(CHAIN, step)]])
  return sign1(kid, key, new Map([...PASS_PAYLOAD, ...change]), { unprotected, ...parts })
}

export interface BundleParts {
  seq?: number
  iat?: number
  origin?: string
  keys?: Cbor[]
  lists?: Cbor[]
}

const SPAN = [NOW - 30 * DAY, NOW + 300 * DAY]
export const KEY_ROWS: Cbor[] = [
  [KID.root, 4, -7, KEYS.root.publicKey, ...SPAN],
  [KID.merchant, 1, -7, KEYS.merchant.publicKey, ...SPAN],
  [KID.citizen, 2, -7, KEYS.citizen.publicKey, ...SPAN],
  [KID.list, 3, -7, KEYS.list.publicKey, ...SPAN],
]
export const LIST_ROWS: Cbor[] = [
  ['m3', 1, 3, 2 ** 20, NOW + 100 * DAY],
  ['m4', 1, 4, 1000, NOW + 100 * DAY],
  [`c${PASS_LIST}`, 2, PASS_LIST, 2 ** 30, NOW + 4 * DAY],
]

export function bundlePayload({ seq = 7, iat = NOW - 600, origin = ORIGIN, keys = KEY_ROWS, lists = LIST_ROWS }: BundleParts = {}): CborMap {
  return map([4, iat + 72 * 3600], [6, iat], [P, [seq, origin, keys, lists]])
}

export function bundleBytes(parts: BundleParts = {}, key = KEYS.root, kid = KID.root): Bytes {
  return sign1(kid, key, bundlePayload(parts))
}

export function bundle(parts: BundleParts = {}): Bundle {
  return decodeBundle(bundleBytes(parts))
}

export function statusList(id: string, change: Partial<StatusList> = {}): StatusList {
  const none = Uint32Array.of()
  const size = id.startsWith('c') ? 2 ** 30 : id === 'm4' ? 1000 : 2 ** 20
  return { id, kid: KID.list, seq: 1, size, issued: NOW - 60, expires: NOW + 3 * DAY, sets: [none, none, none], ...change }
}

export function lists(...held: StatusList[]): Map<string, StatusList> {
  return new Map((held.length ? held : [statusList('m3'), statusList('m4'), statusList(`c${PASS_LIST}`)]).map((list) => [list.id, list]))
}

/** The real check, counted. */
export function counted(): Es256 & { calls: number } {
  const check = Object.assign(
    ((...given) => {
      check.calls += 1
      return es256Verify(...given)
    }) as Es256,
    { calls: 0 },
  )
  return check
}

export const HELD = { origin: ORIGIN, bundle: bundle(), lists: lists(), now: NOW }
