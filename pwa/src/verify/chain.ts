/**
 * The rotating part of a citizen pass (轮换码): x0 is a random seed on the phone, x30 the signed
 * anchor; each 30 seconds the phone reveals the one before.
 */

import { concat, sameBytes, utf8, type Bytes } from './bytes.ts'
import { sha256 } from './sha256.ts'

export const STEPS = 30
export const STEP_SECONDS = 30
const PREFIX = utf8('xyqh-pass-1')

/** SHA-256 behind a domain prefix, cut to 16 bytes. */
export function hash16(x: Uint8Array): Bytes {
  return sha256(concat(PREFIX, x)).slice(0, 16)
}

/** x0 … x30; the last one is the anchor. */
export function passChain(seed: Uint8Array): Bytes[] {
  const chain = [seed.slice() as Bytes]
  while (chain.length <= STEPS) chain.push(hash16(chain[chain.length - 1] as Bytes))
  return chain
}

/** What the phone shows at step 0 … 29 of a chain made by `passChain`. */
export function preimageAt(chain: readonly Bytes[], step: number): Bytes {
  return chain[STEPS - 1 - step] as Bytes
}

export function reachesAnchor(preimage: Uint8Array, step: number, anchor: Uint8Array): boolean {
  let x = preimage
  for (let i = 0; i <= step; i += 1) x = hash16(x)
  return sameBytes(x, anchor)
}
