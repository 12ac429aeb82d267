/** base64url without padding, as JWS and our own files write bytes. */
import type { Bytes } from '../verify/bytes.ts'

export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/** Throws what `atob` throws when the text is none. */
export function fromBase64url(text: string): Bytes {
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0))
}
