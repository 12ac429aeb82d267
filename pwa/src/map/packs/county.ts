/** A county as a phone keeps it, and its merchants in columns for counting. Pure. */
import { GRADES, type Filter } from '../filter.ts'
import { placeOf } from '../morton.ts'
import type { DistrictCard, LngLat, MapPoint, Precision } from '../source.ts'
import { DamagedFile, readLines, readPositions, type NameRow, type NamesHead } from './format.ts'
import { isOpen } from './hours.ts'
import type { Texts } from './ranking.ts'

/** What is written to the phone, whole or not at all. `body` and `names` are unpacked files. */
export interface KeptPack {
  adcode: string
  name: string
  /** The prefecture, which addresses begin with. */
  region: string
  version: number
  merchants: number
  /** When the server said that this is how things stand, in milliseconds. */
  asOf: number
  body: Uint8Array<ArrayBuffer>
  names: Uint8Array<ArrayBuffer>
  districts: DistrictCard[]
  /** The operator's 审图号 at that time. */
  approvalNo: string
}

export const GRADE_BITS = 7
const DEMO_BIT = 8
const PRECISION_SHIFT = 4
const PRECISIONS: readonly Precision[] = ['exact', 'street', 'county']
/** Twin of `subjects.rules.GRADE_WORDS`. */
export const GRADE_WORDS = { A: '优', B: '良', C: '中', D: '差', N: '信息不足' } as const
/** The class of what a filter leaves out. */
export const HIDDEN = 7

export class County {
  readonly keys: Float64Array
  readonly looks: Uint8Array
  readonly rows: NameRow[]
  readonly head: NamesHead
  readonly trades: Numbered
  readonly districts: Numbered
  readonly hours: Numbered
  private lower: Texts[] | null = null

  constructor(readonly kept: KeptPack) {
    const { keys, looks } = readPositions(kept.body)
    const { head, rows } = readLines<NamesHead, NameRow>(kept.names)
    if (rows.length !== keys.length || head.version !== kept.version) throw new DamagedFile('names of another pack')
    this.keys = keys
    this.looks = looks
    this.rows = rows
    this.head = head
    this.trades = new Numbered(rows.map((row) => row[2]))
    this.districts = new Numbered(rows.map((row) => row[6] || ''))
    this.hours = new Numbered(rows.map((row) => row[7]))
  }

  /** The grade's number of each merchant that the filter keeps, HIDDEN for the others. */
  classes(filter: Filter): Uint8Array {
    const { adcode } = this.kept
    const found = new Uint8Array(this.keys.length).fill(HIDDEN)
    if (filter.divisions.length && !filter.divisions.some((code) => adcode.startsWith(code))) return found
    const grades = [...GRADES].map((grade) => !filter.grades.length || filter.grades.includes(grade as 'A'))
    const trades = this.trades.which((name) => !filter.trades.length || filter.trades.includes(name))
    const districts = this.districts.which((code) => this.keepsDistrict(code, filter))
    const open = filter.open
    const hours = this.hours.which((text) => !open || isOpen(text, open))
    const promises = filter.commitments.reduce((bits, name) => bits | this.bitOf(name), 0)
    for (let i = 0; i < found.length; i += 1) {
      const grade = (this.looks[i] as number) & GRADE_BITS
      if (!grades[grade] || !trades[this.trades.of[i] as number] || !districts[this.districts.of[i] as number] || !hours[this.hours.of[i] as number]) continue
      if (promises && ((this.rows[i] as NameRow)[5] & promises) !== promises) continue
      found[i] = grade
    }
    return found
  }

  private keepsDistrict(code: string, { districts, perks }: Filter): boolean {
    return (!districts.length || districts.includes(code)) && (!perks || this.head.perks.includes(code))
  }

  /** A commitment that this pack does not know is promised by nobody: a bit beyond all. */
  private bitOf(commitment: string): number {
    const bit = this.head.commitments.indexOf(commitment)
    return bit < 0 ? 1 << 30 : 1 << bit
  }

  /** The middle of the cell of about eight metres that the merchant is in. */
  placeOf(row: number): LngLat {
    return placeOf(this.keys[row] as number)
  }

  /** With prefecture and county before the street, as a map app needs it; empty when none is known. */
  addressOf(row: number): string {
    const street = (this.rows[row] as NameRow)[4]
    const { region, name } = this.kept
    return street ? [region, name, street].join('') : ''
  }

  /** What a search reads, in lower case: made with the first one, since most phones never search. */
  textsOf(row: number): Texts {
    this.lower ??= this.rows.map(([uscc, name, trade, initials], i) => ({ names: [name.toLowerCase()], code: uscc.toLowerCase(), initials, trade: trade.toLowerCase(), street: this.addressOf(i).toLowerCase() }))
    return this.lower[row] as Texts
  }

  point(i: number): MapPoint {
    const [uscc, name, trade, , , promises, district, hours] = this.rows[i] as NameRow
    const look = this.looks[i] as number
    const grade = GRADES[look & GRADE_BITS] as 'A'
    const { lng, lat } = this.placeOf(i)
    return {
      uscc, name, trade, grade,
      gradeWord: GRADE_WORDS[grade],
      lng: rounded(lng), lat: rounded(lat),
      precision: PRECISIONS[(look >> PRECISION_SHIFT) & 3] ?? 'county',
      demo: (look & DEMO_BIT) > 0,
      address: this.addressOf(i),
      district: district || '',
      districtName: this.head.districts[district || ''] ?? '',
      kept: { asOf: this.kept.asOf, hours, promises: this.head.titles.filter((_, bit) => promises & (1 << bit)) },
    }
  }
}

/** Texts that many merchants share, as small numbers. */
class Numbered {
  readonly names: string[] = []
  readonly of: Uint32Array

  constructor(texts: readonly string[]) {
    const places = new Map<string, number>()
    this.of = Uint32Array.from(texts, (text) => {
      let place = places.get(text)
      if (place === undefined) {
        places.set(text, (place = this.names.length))
        this.names.push(text)
      }
      return place
    })
  }

  which(test: (name: string) => boolean): boolean[] {
    return this.names.map(test)
  }
}

const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
