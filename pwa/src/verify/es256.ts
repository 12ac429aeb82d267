/** ES256 over WebCrypto: one imported key per entry, raw r‖s, and the low-s rule beside it. */

import { concat, fromHex, toHex, type Bytes } from './bytes.ts'
import { need } from './faults.ts'

/** Public point x‖y (64 bytes), message, raw r‖s → does it hold? Throws only `needs_network`. */
export type Es256 = (publicKey: Uint8Array, message: Bytes, signature: Uint8Array) => Promise<boolean>

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const HASH = { name: 'ECDSA', hash: 'SHA-256' }
const HALF_ORDER = fromHex('7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8')

const PRIME = BigInt('0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff')
const B = BigInt('0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b')

// Keyed by the array of the bundle's entry: the cache goes when the bundle goes.
const imported = new WeakMap<Uint8Array, Promise<CryptoKey>>()

/** The plain primitive: takes both s twins, as ECDSA does; token readers ask for low s. */
export const es256Verify: Es256 = async (publicKey, message, signature) => {
  // Without a secure context there is no WebCrypto: that says nothing against the code.
  need(globalThis.crypto?.subtle !== undefined, 'needs_network')
  try {
    const key = await importOnce(publicKey)
    return await crypto.subtle.verify(HASH, key, signature.slice(), message)
  } catch {
    return false // a point off the curve
  }
}

function importOnce(publicKey: Uint8Array): Promise<CryptoKey> {
  let key = imported.get(publicKey)
  if (!key) {
    key = crypto.subtle.importKey('raw', concat(Uint8Array.of(4), publicKey), CURVE, false, ['verify'])
    imported.set(publicKey, key)
  }
  return key
}

/** Is x‖y a point of P-256? y² = x³ − 3x + b. */
export function isOnCurve(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 64) return false // before BigInt(): it throws at an empty half
  const x = BigInt(`0x${toHex(publicKey.subarray(0, 32))}`)
  const y = BigInt(`0x${toHex(publicKey.subarray(32))}`)
  return x < PRIME && y < PRIME && (y * y - x * x * x + 3n * x - B) % PRIME === 0n
}

/** True for the one twin that we emit: s → n−s would be a second text of the same code. */
export function isLowS(signature: Uint8Array): boolean {
  const s = signature.subarray(32)
  const i = s.findIndex((byte, at) => byte !== HALF_ORDER[at])
  return i < 0 || (s[i] as number) < (HALF_ORDER[i] as number)
}
