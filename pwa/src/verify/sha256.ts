/**
 * SHA-256 (FIPS 180-4), synchronous: awaiting WebCrypto for each link of a chain is 12× slower.
 * Our own, because @noble/hashes 2 needs Object.hasOwn as soon as it is loaded, which our oldest
 * targets (Chrome 87, Safari 14) lack; and a quarter of its size.
 */

import type { Bytes } from './bytes.ts'

const PRIMES = firstPrimes(64)
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))
const ROUND = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)))

export function sha256(message: Uint8Array): Bytes {
  const data = padded(message)
  const state = START.slice()
  for (let from = 0; from < data.byteLength; from += 64) compress(state, schedule(data, from))
  const digest = new DataView(new ArrayBuffer(32))
  state.forEach((word, i) => digest.setInt32(i * 4, word))
  return new Uint8Array(digest.buffer)
}

/** The message, a one bit, zeros, and the length in bits at the end of a block of 64 bytes. */
function padded(message: Uint8Array): DataView {
  const bytes = new Uint8Array((((message.length + 8) >> 6) + 1) * 64)
  bytes.set(message)
  bytes[message.length] = 0x80
  const view = new DataView(bytes.buffer)
  view.setUint32(bytes.length - 8, message.length / 2 ** 29)
  view.setUint32(bytes.length - 4, message.length * 8)
  return view
}

function schedule(data: DataView, from: number): Int32Array {
  const words = new Int32Array(64)
  const at = (i: number): number => words[i] as number
  for (let i = 0; i < 64; i += 1) {
    words[i] = i < 16 ? data.getInt32(from + i * 4) : small1(at(i - 2)) + at(i - 7) + small0(at(i - 15)) + at(i - 16)
  }
  return words
}

function compress(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let i = 0; i < 64; i += 1) {
    const one = (h + big1(e) + ((e & f) ^ (~e & g)) + (ROUND[i] as number) + (words[i] as number)) | 0
    const two = big0(a) + ((a & b) ^ (a & c) ^ (b & c))
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  const turned = [a, b, c, d, e, f, g, h]
  state.forEach((word, i) => (state[i] = word + (turned[i] as number)))
}

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by))
const small0 = (x: number): number => turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)
const small1 = (x: number): number => turn(x, 17) ^ turn(x, 19) ^ (x >>> 10)
const big0 = (x: number): number => turn(x, 2) ^ turn(x, 13) ^ turn(x, 22)
const big1 = (x: number): number => turn(x, 6) ^ turn(x, 11) ^ turn(x, 25)

/** The first 32 bits after the point: the standard's constants are those of roots of primes. */
function fraction(x: number): number {
  return ((x % 1) * 2 ** 32) | 0
}

function firstPrimes(count: number): number[] {
  const primes: number[] = []
  for (let n = 2; primes.length < count; n += 1) if (primes.every((prime) => n % prime !== 0)) primes.push(n)
  return primes
}
