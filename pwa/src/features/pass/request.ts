/** A request for passes, signed by this phone's own key (JWS, ES256). */
import { randomId } from '../../api/client.ts'
import { base64url } from '../../kit/base64.ts'

export const REQUEST_TYPE = 'xyqh-pass-request+jwt'
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** The private half cannot be read, not even by this page; it can only sign. */
export const makeKeys = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(CURVE, false, ['sign']) as Promise<CryptoKeyPair>

/** 65 bytes, 0x04 ‖ x ‖ y, as base64url. */
export async function publicKeyOf(keys: CryptoKeyPair): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey)))
}

interface Asking {
  device: string
  /** First quarter hour, unix seconds. */
  first: number
  anchors: Uint8Array[]
  /** Unix seconds by the server's clock. */
  now: number
}

export async function signRequest(key: CryptoKey, { device, first, anchors, now }: Asking): Promise<string> {
  const body = { device, first, anchors: anchors.map(base64url), iat: now, jti: randomId() }
  const text = `${json({ alg: 'ES256', typ: REQUEST_TYPE })}.${json(body)}`
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, new TextEncoder().encode(text))
  return `${text}.${base64url(new Uint8Array(signature))}`
}

const json = (value: unknown): string => base64url(new TextEncoder().encode(JSON.stringify(value)))
