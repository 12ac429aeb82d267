/**
 * A set of indices as Golomb-Rice coded gaps: near the entropy bound and exact. Each gap g is
 * g>>k ones, a zero, then k low bits; most significant bit first; zero padding under 8 bits.
 */

import { need } from './faults.ts'

interface RiceSet {
  readonly k: number
  readonly n: number
  readonly bytes: Uint8Array
}

const MAX_K = 30
export const MAX_SIZE = 2 ** 30

/** `indices` strictly ascending, each below 2^30. */
export function encodeRice(indices: ArrayLike<number>): RiceSet {
  const gaps = gapsOf(indices)
  const k = bestK(gaps)
  const bytes = new Uint8Array(byteLength(gaps, k))
  let at = 0
  const put = (bit: number): void => {
    bytes[at >> 3] = (bytes[at >> 3] as number) | (bit << (7 - (at & 7)))
    at += 1
  }
  for (const gap of gaps) {
    for (let q = gap >>> k; q > 0; q -= 1) put(1)
    put(0)
    for (let bit = k - 1; bit >= 0; bit -= 1) put((gap >>> bit) & 1)
  }
  return { k, n: gaps.length, bytes }
}

/** Ascending indices, all below `size`. Throws `bad_shape` for any but the one canonical form. */
export function decodeRice({ k, n, bytes }: RiceSet, size: number): Uint32Array {
  // The bound on n comes before any memory is taken: an announced bomb is refused here.
  need(k <= MAX_K && n * (k + 1) <= bytes.length * 8, 'bad_shape')
  const bits = { bytes, at: 0 }
  const indices = new Uint32Array(n)
  let next = 0
  for (let i = 0; i < n; i += 1) {
    next += readGap(bits, k)
    need(next < size, 'bad_shape')
    indices[i] = next
    next += 1
  }
  needPadding(bits)
  need(bestK(gapsOf(indices)) === k, 'bad_shape')
  return indices
}

interface Bits {
  readonly bytes: Uint8Array
  at: number
}

function readGap(bits: Bits, k: number): number {
  let gap = 0
  while (readBit(bits)) gap += 1
  for (let low = 0; low < k; low += 1) gap = gap * 2 + readBit(bits)
  return gap
}

function readBit(bits: Bits): number {
  const byte = bits.bytes[bits.at >> 3]
  need(byte !== undefined, 'bad_shape')
  const bit = (byte >> (7 - (bits.at & 7))) & 1
  bits.at += 1
  return bit
}

function needPadding(bits: Bits): void {
  const end = bits.bytes.length * 8
  need(end - bits.at < 8, 'bad_shape')
  while (bits.at < end) need(readBit(bits) === 0, 'bad_shape')
}

function gapsOf(indices: ArrayLike<number>): Uint32Array {
  return Uint32Array.from(indices, (index, i) => (i ? index - (indices[i - 1] as number) - 1 : index))
}

/** The smallest k that gives the fewest bytes. Bits over k are convex: stop where they rise. */
function bestK(gaps: Uint32Array): number {
  let best = 0
  for (let k = 1; k <= MAX_K && bitLength(gaps, k) <= bitLength(gaps, k - 1); k += 1) {
    if (byteLength(gaps, k) < byteLength(gaps, best)) best = k
  }
  return best
}

function byteLength(gaps: Uint32Array, k: number): number {
  return Math.ceil(bitLength(gaps, k) / 8)
}

function bitLength(gaps: Uint32Array, k: number): number {
  let bits = gaps.length * (k + 1)
  for (const gap of gaps) bits += gap >>> k
  return bits
}
