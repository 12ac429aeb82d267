/**
 * Deterministic CBOR (RFC 8949 §4.2), cut down to what our objects need: integers, byte and text
 * strings, arrays, and maps with integer keys. Every other type and every other encoding of the
 * same value is `bad_cbor`, so no two byte strings mean the same.
 */

import { concat, utf8, type Bytes } from './bytes.ts'
import { need } from './faults.ts'

export type CborMap = Map<number, Cbor>
export type Cbor = number | string | Uint8Array | Cbor[] | CborMap

const MAX_DEPTH = 4
const utf8Strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

interface Reader {
  readonly data: Uint8Array
  at: number
}

/** Throws `bad_cbor`. Integers beyond 2^53 come out rounded: every range check refuses them. */
export function decodeCbor(data: Uint8Array): Cbor {
  const reader = { data, at: 0 }
  const value = readItem(reader, MAX_DEPTH)
  need(reader.at === data.length, 'bad_cbor')
  return value
}

function readItem(reader: Reader, depth: number): Cbor {
  const [major, size] = readHead(reader)
  if (major === 0) return size
  if (major === 1) return -1 - size
  if (major === 2) return readBytes(reader, size).slice()
  if (major === 3) return readText(readBytes(reader, size))
  need(depth > 0 && major < 6, 'bad_cbor')
  return major === 4 ? readArray(reader, size, depth - 1) : readMap(reader, size, depth - 1)
}

/** Major type and argument; an argument that would fit a shorter form is refused. */
function readHead(reader: Reader): [major: number, size: number] {
  const first = readBytes(reader, 1)[0] as number
  const info = first & 31
  if (info < 24) return [first >> 5, info]
  need(info < 28, 'bad_cbor')
  const width = 1 << (info - 24)
  const size = readBytes(reader, width).reduce((total, byte) => total * 256 + byte, 0)
  need(size >= (width === 1 ? 24 : 2 ** (width * 4)), 'bad_cbor')
  return [first >> 5, size]
}

function readBytes(reader: Reader, size: number): Uint8Array {
  const from = reader.at
  need(size <= reader.data.length - from, 'bad_cbor')
  reader.at += size
  return reader.data.subarray(from, reader.at)
}

function readText(bytes: Uint8Array): string {
  try {
    return utf8Strict.decode(bytes)
  } catch {
    need(false, 'bad_cbor')
  }
}

// A bomb's announced length costs nothing: the loop ends where the data does.
function readArray(reader: Reader, size: number, depth: number): Cbor[] {
  const items: Cbor[] = []
  for (let i = 0; i < size; i += 1) items.push(readItem(reader, depth))
  return items
}

function readMap(reader: Reader, size: number, depth: number): CborMap {
  const map: CborMap = new Map()
  let last: Uint8Array = new Uint8Array(0)
  for (let i = 0; i < size; i += 1) {
    const from = reader.at
    const key = readItem(reader, 0)
    const raw = reader.data.subarray(from, reader.at)
    need(typeof key === 'number' && compareKeys(last, raw) < 0, 'bad_cbor')
    map.set(key, readItem(reader, depth))
    last = raw
  }
  return map
}

/** Shorter keys first, then byte by byte; all labels of the format sort alike in RFC 8949's order. */
function compareKeys(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return a.length - b.length
  const i = a.findIndex((byte, at) => byte !== b[at])
  return i < 0 ? 0 : (a[i] as number) - (b[i] as number)
}

/** Encode; keys of a map may come in any order. */
export function encodeCbor(value: Cbor): Bytes {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return withHead(3, utf8(value))
  if (value instanceof Uint8Array) return withHead(2, value)
  if (Array.isArray(value)) return concat(head(4, value.length), ...value.map(encodeCbor))
  const entries = [...value].map(([key, item]) => [encodeCbor(key), encodeCbor(item)] as const)
  entries.sort((a, b) => compareKeys(a[0], b[0]))
  return concat(head(5, entries.length), ...entries.flat())
}

function withHead(major: number, body: Uint8Array): Bytes {
  return concat(head(major, body.length), body)
}

function head(major: number, size: number): Bytes {
  if (!Number.isSafeInteger(size)) throw new RangeError(`no exact integer: ${size}`)
  if (size < 24) return Uint8Array.of((major << 5) | size)
  const power = size < 2 ** 8 ? 0 : size < 2 ** 16 ? 1 : size < 2 ** 32 ? 2 : 3
  const bytes = new Uint8Array(1 + (1 << power))
  bytes[0] = (major << 5) | (24 + power)
  for (let i = bytes.length - 1, rest = size; i > 0; i -= 1, rest = Math.floor(rest / 256)) bytes[i] = rest % 256
  return bytes
}
