/**
 * Reckoning a draw (摇号) again on this phone: docs/draw-format.md, the twin of the server's
 * `draws/rules.py` and `draws/proof.py`; both are held to tests/vectors/draws.json.
 */
import type { Schemas } from '../../api/shapes.ts'
import { concat, fromHex, toHex, utf8, type Bytes } from '../../verify/bytes.ts'
import { sha256 } from '../../verify/sha256.ts'

export type DrawProof = Required<Schemas['DrawProof']>

export interface Mismatch {
  /** The field, with its place in a list: `order[3]`. */
  field: string
  step: Step
}
export const STEPS = ['announcement', 'entries', 'seed', 'order', 'winning', 'kept'] as const
export type Step = (typeof STEPS)[number]

const FORMAT = 'credit-qinghai-draw/1'
const MAX_ENTRIES = 200_000
const WORD = 2 ** 32
const ANNOUNCED = ['draw', 'title', 'publishedAt', 'enterFrom', 'enterUntil', 'drawAt', 'winners', 'acceptHours', 'publicSource', 'seedHash'] as const
const DRAWN = ['seed', 'publicNumber', 'order', 'winning'] as const
const HASH = /^[0-9a-f]{64}$/
const TIME = /^\d{4}(-\d{2}){2}T\d{2}(:\d{2}){2}Z$/

const hashOf = (lines: readonly string[]): string => toHex(sha256(utf8(lines.map((line) => `${line}\n`).join(''))))

/** Everything in a file that does not fit; empty when it is sound. `earlier`: seen before the draw. */
export function checkProof(proof: DrawProof, earlier: DrawProof | null = null): Mismatch[] {
  const found = [...checkAnnouncement(proof), ...(earlier ? checkKept(proof, earlier) : [])]
  if (proof.state === 'open') return [...found, ...checkEmpty(proof, ['entries', 'entriesHash', ...DRAWN])]
  found.push(...checkEntries(proof))
  if (proof.state === 'closed') return [...found, ...checkEmpty(proof, DRAWN)]
  return found.length ? found : checkDrawn(proof)
}

function checkAnnouncement(proof: DrawProof): Mismatch[] {
  const fields: string[] = (['publishedAt', 'enterFrom', 'enterUntil', 'drawAt'] as const).filter((name) => !TIME.test(proof[name]))
  if (!(proof.enterFrom < proof.enterUntil && proof.enterUntil <= proof.drawAt)) fields.push('enterUntil')
  if (!HASH.test(proof.seedHash)) fields.push('seedHash')
  const hash = hashOf([FORMAT, ...ANNOUNCED.map((name) => `${name}=${proof[name]}`)])
  if (proof.announcementHash !== hash) fields.push('announcementHash')
  return fields.map((field) => ({ field, step: 'announcement' }))
}

function checkKept(proof: DrawProof, earlier: DrawProof): Mismatch[] {
  const names = [...ANNOUNCED, ...(earlier.state === 'open' ? [] : (['entries', 'entriesHash'] as const)), ...(earlier.state === 'drawn' ? DRAWN : [])]
  return names.filter((name) => String(proof[name]) !== String(earlier[name])).map((field) => ({ field, step: 'kept' }))
}

const checkEmpty = (proof: DrawProof, names: readonly (keyof DrawProof)[]): Mismatch[] =>
  names.filter((name) => (proof[name] as string | string[]).length).map((field) => ({ field, step: 'seed' }))

function checkEntries({ entries, entriesHash }: DrawProof): Mismatch[] {
  const bad = (field: string): Mismatch[] => [{ field, step: 'entries' }]
  if (entries.length > MAX_ENTRIES) return bad('entries')
  const wrong = entries.findIndex((number, i) => !/^\d{8}$/.test(number) || (i > 0 && (entries[i - 1] as string) >= number))
  if (wrong >= 0) return bad(`entries[${wrong}]`)
  return entriesHash === hashOf(entries) ? [] : bad('entriesHash')
}

function checkDrawn(proof: DrawProof): Mismatch[] {
  const seed = HASH.test(proof.seed) ? fromHex(proof.seed) : null
  if (!seed || toHex(sha256(seed)) !== proof.seedHash) return [{ field: 'seed', step: 'seed' }]
  if ((proof.publicNumber === '') !== (proof.publicSource === '')) return [{ field: 'publicNumber', step: 'order' }]
  const order = drawOrder(seed, [proof.announcementHash, proof.entriesHash, proof.publicNumber], proof.entries)
  return [...compare('order', proof.order, order), ...compare('winning', proof.winning, order.slice(0, proof.winners))]
}

function compare(step: 'order' | 'winning', found: string[], expected: string[]): Mismatch[] {
  if (found.length !== expected.length) return [{ field: step, step }]
  const place = found.findIndex((number, i) => number !== expected[i])
  return place < 0 ? [] : [{ field: `${step}[${place}]`, step }]
}

/** The entries, in ascending order, as the draw puts them: first come the winners. */
export function drawOrder(seed: Uint8Array, said: readonly string[], entries: readonly string[]): string[] {
  const next = words(hmac(seed, utf8([FORMAT, ...said].map((part) => `${part}\n`).join(''))))
  const order = [...entries]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = below(last + 1, next)
    const moved = order[last] as string
    order[last] = order[other] as string
    order[other] = moved
  }
  return order
}

/** A number below the bound, each as likely: words past the last full multiple are skipped. */
function below(bound: number, next: () => number): number {
  const limit = WORD - (WORD % bound)
  for (;;) {
    const word = next()
    if (word < limit) return word % bound
  }
}

/** 32-bit numbers, big endian, eight from each HMAC of a counter. */
function words(key: Uint8Array): () => number {
  let counter = 0
  let place = 32
  let block = new DataView(new ArrayBuffer(32))
  return () => {
    if (place === 32) {
      const message = new DataView(new ArrayBuffer(8))
      message.setUint32(4, counter)
      block = new DataView(hmac(key, new Uint8Array(message.buffer)).buffer)
      counter += 1
      place = 0
    }
    place += 4
    return block.getUint32(place - 4)
  }
}

/** HMAC-SHA256; keys are 32 bytes here, never longer than a block. */
function hmac(key: Uint8Array, message: Uint8Array): Bytes {
  const pad = (byte: number): Uint8Array => Uint8Array.from({ length: 64 }, (_, i) => (key[i] ?? 0) ^ byte)
  return sha256(concat(pad(0x5c), sha256(concat(pad(0x36), message))))
}
