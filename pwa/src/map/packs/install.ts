/** From unpacked files to a pack, and from a pack and a delta to the next one: whole, or DamagedFile. */
import type { DistrictCard } from '../source.ts'
import { County, type KeptPack } from './county.ts'
import { DamagedFile, readLines, readPositions, writeLines, writePositions, type NameRow, type NamesHead } from './format.ts'

export interface Downloaded {
  adcode: string
  name: string
  region: string
  asOf: number
  approvalNo: string
  districts: DistrictCard[]
}
/** `body` of the `.bin`, `names` of the `.names.gz`. */
export interface NewPack extends Downloaded { body: Uint8Array<ArrayBuffer>; names: Uint8Array<ArrayBuffer> }
/** What is told anew with a delta; the rest of the pack stays as it is. */
export interface NewDelta extends Downloaded { delta: Uint8Array<ArrayBuffer> }

type DeltaHead = Omit<NamesHead, 'body'> & { from: number }
type DeltaRow = [uscc: string, key?: number, look?: number, ...rest: unknown[]]

/** A pack of both files, if they are what they say and belong together. */
export async function packOf(files: NewPack): Promise<KeptPack> {
  const { body, names, ...told } = files
  const { head } = readLines<NamesHead, NameRow>(names)
  if (head.body !== (await digestOf(body)) || head.adcode !== told.adcode) throw new DamagedFile('not of one version')
  return checked({ ...told, version: head.version, merchants: head.merchants, body, names })
}

/** The pack that a delta makes of this one; its digest proves that it is the server's. */
export async function updatedPack(pack: KeptPack, { delta, ...told }: NewDelta): Promise<KeptPack> {
  const { head, rows: news } = readLines<DeltaHead, DeltaRow>(delta)
  if (head.adcode !== pack.adcode || head.from !== pack.version) throw new DamagedFile('a delta of another pack')
  const { keys, looks } = readPositions(pack.body)
  const { rows } = readLines<NamesHead, NameRow>(pack.names)
  const all = new Map(rows.map((row, i) => [row[0], { key: keys[i] as number, look: looks[i] as number, row }]))
  for (const [uscc, key, look, ...rest] of news) {
    if (key === undefined || look === undefined) all.delete(uscc)
    else all.set(uscc, { key, look, row: [uscc, ...rest] as unknown as NameRow })
  }
  const next = [...all.values()].sort((one, other) => one.key - other.key || (one.row[0] < other.row[0] ? -1 : 1))
  const body = writePositions({
    adcode: head.adcode, version: head.version,
    keys: Float64Array.from(next, ({ key }) => key), looks: Uint8Array.from(next, ({ look }) => look),
  })
  if ((await digestOf(body)) !== head.positions) throw new DamagedFile('the delta leads elsewhere')
  const names = writeLines(head, next.map(({ row }) => row))
  return checked({ ...told, version: head.version, merchants: next.length, body, names })
}

/** Read once as it will be read each time: what is kept must open. */
function checked(pack: KeptPack): KeptPack {
  const { rows, head } = new County(pack)
  const isRow = (row: NameRow): boolean => Array.isArray(row) && row.length === 8 && row.slice(0, 5).every((text) => typeof text === 'string')
  if (head.merchants !== rows.length || !rows.every(isRow) || !Array.isArray(head.titles)) throw new DamagedFile('rows')
  return pack
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
