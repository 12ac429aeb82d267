/** `tests/vectors/map_packs.json`: what the server's code makes and answers (tests/vectors/make_map_packs.py). */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { packOf } from '../../../src/map/packs/install.ts'
import type { KeptPack } from '../../../src/map/packs/county.ts'
import type { NameRow } from '../../../src/map/packs/format.ts'
import type { Cell, DistrictCard } from '../../../src/map/source.ts'

interface PackVector { adcode: string; name: string; region: string; positions: string; names: string; merchants: number; keys: number[]; looks: number[]; rows: NameRow[] }
type Place = [lng: number, lat: number]
export interface Vectors {
  packs: [PackVector, PackVector]
  delta: { file: string; version: number; body: string; rows: NameRow[] }
  clusters: [z: number, x: number, y: number, f: string, cells: Cell[]][]
  facets: [f: string, found: Record<string, unknown>][]
  near: { radius: number; limit: number; at: Place; found: [uscc: string, metres: number][] }[]
  search: { q: string; at: Place | null; found: [uscc: string, match: string][] }[]
  words: [typed: string, words: string[]][]
  hours: { text: string; week: [string, string][][]; open: string }[]
}

export const vectors = JSON.parse(readFileSync(new URL('../../../../tests/vectors/map_packs.json', import.meta.url), 'utf8')) as Vectors

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'base64'))

export const unpacked = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(gunzipSync(bytesOf(text)))

export const AS_OF = 1_795_500_000_000

export const filesOf = ({ adcode, name, region, positions, names }: PackVector, districts: DistrictCard[] = []) => ({
  adcode, name, region, districts, asOf: AS_OF, approvalNo: '', body: unpacked(positions), names: unpacked(names),
})

export const keptPacks = (): Promise<KeptPack[]> => Promise.all(vectors.packs.map((pack) => packOf(filesOf(pack))))
export const at = (place: Place | null) => place && { lng: place[0], lat: place[1] }
