/** The map's questions answered from counties in memory, as the server answers them. Pure. */
import { COMMITMENTS, noFilter, readFilter } from '../filter.ts'
import { Lru } from '../lru.ts'
import type { Box, Cells, DistrictCard, Facets, GradeCounts, Head, Hit, LngLat, Near, PackStand, Points, Tile } from '../source.ts'
import { County, HIDDEN, type KeptPack } from './county.ts'
import { cellsOf, View } from './counting.ts'
import type { NameRow } from './format.ts'
import { nearest } from './nearest.ts'
import { searchPacks } from './search.ts'

const MAX_POINTS = 400
const MAX_LISTED = 50
const MAX_HITS = 20
const VIEWS = 8

export class Packs {
  private readonly counties = new Map<string, County>()
  private readonly views = new Lru<View[]>(VIEWS)

  put(kept: KeptPack): PackStand {
    const county = new County(kept)
    this.counties.set(kept.adcode, county)
    this.views.clear()
    return standOf(county)
  }

  remove(adcode: string): void {
    this.counties.delete(adcode)
    this.views.clear()
  }

  get(adcode: string): KeptPack | undefined {
    return this.counties.get(adcode)?.kept
  }

  list(): PackStand[] {
    return [...this.counties.values()].map(standOf).sort((one, other) => (one.adcode < other.adcode ? -1 : 1))
  }

  head(): Head {
    const packs = this.list()
    const [newest] = [...this.counties.values()].map(({ kept }) => kept).sort((one, other) => other.asOf - one.asOf)
    return {
      version: Math.max(0, ...packs.map(({ version }) => version)),
      merchants: packs.reduce((sum, { merchants }) => sum + merchants, 0),
      grades: countsOf(sumOf(this.under('').map((view) => view.total()))),
      counties: Object.fromEntries(packs.map(({ adcode, version }) => [adcode, version])),
      approvalNo: newest?.approvalNo ?? '',
      packs,
    }
  }

  clusters(tile: Tile, f: string): Cells {
    const cells = cellsOf(this.under(f), tile)
    return { ...tile, version: 0, total: cells.reduce((sum, cell) => sum + (cell[1] as number), 0), cells }
  }

  /** Merchant by merchant, but beyond 400 in cells. */
  points(tile: Tile, f: string): Points {
    const views = this.under(f)
    const total = views.reduce((sum, view) => sum + view.countIn(tile), 0)
    if (total > MAX_POINTS) return { ...this.clusters(tile, f), points: [] }
    const points = views.flatMap((view) => view.rowsIn(tile).map((row) => view.county.point(row)))
    return { ...tile, version: 0, total, cells: [], points }
  }

  near(at: LngLat, radius: number, f: string, limit: number): Near[] {
    return nearest(this.under(f), at, radius, limit).map(({ view, row, metres }) => ({ ...view.county.point(row), metres: Math.round(metres / 10) * 10 }))
  }

  search(q: string, at: LngLat | null, f: string): Hit[] {
    return searchPacks(this.under(f), q, at, MAX_HITS)
  }

  facets(f: string): Facets {
    const views = this.under(f)
    const grades = sumOf(views.map((view) => view.total()))
    const [trades, districts, promises, titles] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>(), new Map<string, string>()]
    let perks = 0
    for (const { county, classes } of views) {
      const offering = new Set(county.head.perks)
      county.head.commitments.forEach((slug, bit) => titles.set(slug, county.head.titles[bit] ?? ''))
      for (const [i, row] of county.rows.entries()) {
        if (classes[i] === HIDDEN) continue
        const [, , trade, , , bits, district] = row as NameRow
        add(trades, trade)
        if (district) add(districts, district)
        if (district && offering.has(district)) perks += 1
        county.head.commitments.forEach((slug, bit) => bits & (1 << bit) && add(promises, slug))
      }
    }
    const total = grades.reduce((sum, n) => sum + n, 0)
    return {
      version: 0, total, perks,
      grades: countsOf(grades),
      trades: listed(trades).map(([trade, count]) => ({ trade, count })),
      commitments: COMMITMENTS.filter((slug) => titles.has(slug)).map((commitment) => ({ commitment, name: titles.get(commitment) as string, count: promises.get(commitment) ?? 0 })),
      districts: listed(districts).map(([code, count]) => ({ code, name: this.nameOf(code), count })),
      open: (f ? readFilter(f) : noFilter()).open ? total : null,
    }
  }

  districts([west, south, east, north]: Box): DistrictCard[] {
    const cards = [...this.counties.values()].flatMap(({ kept }) => kept.districts)
    return cards.filter(({ bbox: [w, s, e, n] }) => w <= east && e >= west && s <= north && n >= south)
  }

  private nameOf(district: string): string {
    for (const { head } of this.counties.values()) if (head.districts[district]) return head.districts[district]
    return ''
  }

  private under(f: string): View[] {
    const known = this.views.get(f)
    if (known) return known
    const filter = readFilter(f)
    const views = [...this.counties.values()].map((county) => new View(county, filter))
    this.views.set(f, views)
    return views
  }
}

function standOf(county: County): PackStand {
  const { adcode, name, version, merchants, asOf, body, names, districts } = county.kept
  return {
    adcode, name, version, merchants, asOf,
    // The middle one along the curve: where its shops are, however large the county.
    at: merchants ? county.placeOf(merchants >> 1) : null,
    bytes: body.length + names.length + JSON.stringify(districts).length,
  }
}

const add = (counts: Map<string, number>, name: string): void => void (name && counts.set(name, (counts.get(name) ?? 0) + 1))

/** The commonest first, of equals by name. */
const listed = (counts: Map<string, number>): [string, number][] =>
  [...counts].sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1)).slice(0, MAX_LISTED)

const sumOf = (lists: number[][]): number[] => lists.reduce((sums, list) => sums.map((n, i) => n + (list[i] as number)), [0, 0, 0, 0, 0])

const countsOf = ([a = 0, b = 0, c = 0, d = 0, n = 0]: number[]): GradeCounts => ({ a, b, c, d, n })
