/** The root of trust: the one public key that everything else on this phone hangs on. */
import { fromBase64url } from '../kit/base64.ts'
import { sameBytes } from '../verify/bytes.ts'
import type { RootKey } from '../verify/index.ts'

const KEY_BYTES = 64 // x‖y of P-256

/** A root as the server tells it, or null when it is no P-256 key. */
export function readRoot(told: unknown): RootKey | null {
  const { kid, publicKey } = (told ?? {}) as { kid?: unknown; publicKey?: unknown }
  if (typeof kid !== 'number' || !Number.isInteger(kid) || kid < 1 || kid > 255 || typeof publicKey !== 'string') return null
  try {
    const bytes = fromBase64url(publicKey)
    return bytes.length === KEY_BYTES ? { kid, publicKey: bytes } : null
  } catch {
    return null
  }
}

/** A root given at build time as `KID.BASE64URL`; it ships with the app and needs no first visit. */
export function builtInRoot(given: string | undefined = import.meta.env.VITE_TRUST_ROOT as string | undefined): RootKey | null {
  const [kid = '', publicKey = ''] = (given ?? '').split('.')
  return readRoot({ kid: Number(kid), publicKey })
}

export const sameKey = (one: RootKey, other: RootKey): boolean =>
  one.kid === other.kid && sameBytes(one.publicKey, other.publicKey)
