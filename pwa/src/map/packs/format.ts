/** The files of a pack as `docs/map-packs.md` has them, read strictly. Pure. */
import { LEVEL } from '../morton.ts'

/** A file that is not what it should be: cut short, altered, of another kind, or not fitting its twin. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile'
}

const MAGIC = 'XYQHMAP1'
const MAX_MERCHANTS = 2_000_000
const MAX_KEY = 4 ** LEVEL

/** What the `.bin` says: keys ascending; a look byte has the grade, 示例 and precision. */
export interface Positions {
  adcode: string
  version: number
  keys: Float64Array
  looks: Uint8Array
}

/** `[uscc, name, trade, initials, street, promises, district or 0, opening hours]` */
export type NameRow = [uscc: string, name: string, trade: string, initials: string, street: string, promises: number, district: string | 0, hours: string]

/** The first line of the names: what belongs to all rows. */
export interface NamesHead {
  adcode: string
  version: number
  merchants: number
  /** SHA-256 of the `.bin` file, and of its content. */
  positions: string
  body: string
  /** District codes → names, and those of them with a running perk. */
  districts: Record<string, string>
  perks: string[]
  /** What the bits of `promises` mean, bit 0 first, and what those are called. */
  commitments: string[]
  titles: string[]
}

/** The unpacked `.bin`. DamagedFile unless every byte is accounted for. */
export function readPositions(body: Uint8Array): Positions {
  for (let i = 0; i < MAGIC.length; i += 1) if (body[i] !== MAGIC.charCodeAt(i)) throw new DamagedFile('no pack')
  const numbers = new Numbers(body, MAGIC.length)
  const [level, adcode, version, count] = [numbers.next(), numbers.next(), numbers.next(), numbers.next()]
  if (level !== LEVEL || count > MAX_MERCHANTS || count > body.length) throw new DamagedFile('head')
  const keys = new Float64Array(count)
  let key = 0
  for (let i = 0; i < count; i += 1) keys[i] = key += numbers.next()
  if (key >= MAX_KEY || body.length !== numbers.at + count) throw new DamagedFile('length')
  return { adcode: String(adcode), version, keys, looks: body.slice(numbers.at) }
}

/** The same bytes again, to compare their digest after changes were taken in. */
export function writePositions({ adcode, version, keys, looks }: Positions): Uint8Array<ArrayBuffer> {
  const out: number[] = [...MAGIC].map((letter) => letter.charCodeAt(0))
  for (const value of [LEVEL, Number(adcode), version, keys.length]) put(out, value)
  let last = 0
  for (const key of keys) {
    put(out, key - last)
    last = key
  }
  const bytes = new Uint8Array(out.length + looks.length)
  bytes.set(out)
  bytes.set(looks, out.length)
  return bytes
}

/** Unsigned LEB128 of up to 53 bits; shifts would end at 32. */
class Numbers {
  constructor(private readonly bytes: Uint8Array, public at: number) {}

  next(): number {
    let [value, scale] = [0, 1]
    for (;;) {
      const byte = this.bytes[this.at++]
      if (byte === undefined || scale > 2 ** 49) throw new DamagedFile('number')
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
  }
}

function put(out: number[], value: number): void {
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128)
  out.push(rest)
}

/** A names file again, unpacked, after changes were taken in. */
export function writeLines(head: unknown, rows: readonly unknown[]): Uint8Array<ArrayBuffer> {
  const lines = [head, ...rows].map((line) => JSON.stringify(line))
  return new TextEncoder().encode(`${lines.join('\n')}\n`) as Uint8Array<ArrayBuffer>
}

/** The lines of a names file or of a delta, the first apart. */
export function readLines<Head, Row>(bytes: Uint8Array): { head: Head; rows: Row[] } {
  const lines = new TextDecoder().decode(bytes).trimEnd().split('\n')
  try {
    const head = JSON.parse(lines[0] as string) as Head
    // All at once: twenty times faster than line by line.
    const rows = JSON.parse(`[${lines.slice(1).join(',')}]`) as Row[]
    return { head, rows }
  } catch {
    throw new DamagedFile('lines')
  }
}
