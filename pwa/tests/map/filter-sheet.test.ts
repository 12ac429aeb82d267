import { describe, expect, it } from 'vitest'
import { bestDrop, countAll } from '../../src/features/map/sheets/filter-counts.ts'
import { AT_LEAST_B, countOf, isAtLeastB, partsOf, relaxations, toggled, withNow } from '../../src/features/map/sheets/filter-parts.ts'
import { pieces } from '../../src/features/map/sheets/highlight.ts'
import { roughly } from '../../src/features/map/sheets/distance.ts'
import { noFilter, readFilter, writeFilter, type Filter } from '../../src/map/filter.ts'
import type { Facets } from '../../src/map/source.ts'

const NOW = { weekday: 3, minutes: 14 * 60 + 30 }
const filter = (text: string): Filter => readFilter(text)

/** A province of forty shops, counted as the server counts: the sheet's questions get honest answers. */
interface Shop { grade: 'A' | 'B' | 'C' | 'D' | 'N'; trade: string; promises: string[]; perk: boolean; open: boolean; district: string }
const SHOPS: Shop[] = Array.from({ length: 40 }, (_, i) => ({
  grade: 'ABCDN'[i % 5] as Shop['grade'], trade: ['餐饮', '民宿', '药店'][i % 3] as string,
  promises: [...(i % 2 ? ['quality_pledge'] : []), ...(i % 4 === 0 ? ['price_pledge'] : [])],
  perk: i % 7 === 0, open: i % 8 < 5, district: i % 10 === 3 ? '630103001' : '',
}))

function fits(shop: Shop, { grades, trades, commitments, perks, open, districts, divisions }: Filter): boolean {
  return (!grades.length || grades.includes(shop.grade)) && (!trades.length || trades.includes(shop.trade)) && commitments.every((one) => shop.promises.includes(one))
    && (!perks || shop.perk) && (!open || shop.open) && (!districts.length || districts.includes(shop.district)) && !divisions.length
}

function province() {
  const asked: string[] = []
  return {
    asked,
    facets: (f: string, signal?: AbortSignal): Promise<Facets> => {
      asked.push(f)
      if (signal?.aborted) return Promise.reject(new DOMException('', 'AbortError'))
      const found = SHOPS.filter((shop) => fits(shop, readFilter(f)))
      const count = (keep: (shop: Shop) => boolean): number => found.filter(keep).length
      return Promise.resolve({
        version: 1, total: found.length,
        grades: { a: count((s) => s.grade === 'A'), b: count((s) => s.grade === 'B'), c: count((s) => s.grade === 'C'), d: count((s) => s.grade === 'D'), n: count((s) => s.grade === 'N') },
        trades: ['餐饮', '民宿', '药店'].map((trade) => ({ trade, count: count((s) => s.trade === trade) })),
        commitments: ['quality_pledge', 'price_pledge'].map((commitment) => ({ commitment, name: commitment, count: count((s) => s.promises.includes(commitment)) })),
        perks: count((s) => s.perk), districts: [{ code: '630103001', name: '虎台', count: count((s) => s.district !== '') }],
      })
    },
  }
}

describe('chips', () => {
  it('stand for one part each, and what is left without it', () => {
    const parts = partsOf(filter('g:AB;t:餐饮,民宿;c:quality_pledge;p:1;o:3-1430;d:6301;z:630103001'))
    expect(parts.map(({ kind, value, without }) => [kind, value, writeFilter(without)])).toEqual([
      ['atLeastB', '', 'c:quality_pledge;d:6301;o:3-1430;p:1;t:民宿,餐饮;z:630103001'],
      ['open', '', 'c:quality_pledge;d:6301;g:AB;p:1;t:民宿,餐饮;z:630103001'],
      ['perks', '', 'c:quality_pledge;d:6301;g:AB;o:3-1430;t:民宿,餐饮;z:630103001'],
      ['commitment', 'quality_pledge', 'd:6301;g:AB;o:3-1430;p:1;t:民宿,餐饮;z:630103001'],
      ['trade', '民宿', 'c:quality_pledge;d:6301;g:AB;o:3-1430;p:1;t:餐饮;z:630103001'],
      ['trade', '餐饮', 'c:quality_pledge;d:6301;g:AB;o:3-1430;p:1;t:民宿;z:630103001'],
      ['district', '630103001', 'c:quality_pledge;d:6301;g:AB;o:3-1430;p:1;t:民宿,餐饮'],
      ['division', '6301', 'c:quality_pledge;g:AB;o:3-1430;p:1;t:民宿,餐饮;z:630103001'],
    ])
  })

  it('name single grades singly, and A with B as the preset', () => {
    expect(partsOf(filter('g:ACD')).map(({ kind, value }) => kind + value)).toEqual(['gradesA', 'gradesC', 'gradesD'])
    expect(isAtLeastB({ ...noFilter(), grades: [...AT_LEAST_B].reverse() })).toBe(true)
    expect(isAtLeastB(filter('g:ABC'))).toBe(false)
    expect(countOf(noFilter())).toBe(0)
  })

  it('go on and off', () => {
    expect(toggled(toggled(['a'], 'b'), 'a')).toEqual(['b'])
  })

  it('ask for the hour of now, not of when the link was made', () => {
    expect(writeFilter(withNow(filter('o:1-0900;p:1'), NOW))).toBe('o:3-1430;p:1')
    expect(writeFilter(withNow(filter('p:1'), NOW))).toBe('p:1')
  })
})

describe('live counts', () => {
  it('tell for each choice what it would leave', async () => {
    const source = province()
    const counts = await countAll(source, filter('g:A;t:餐饮;c:quality_pledge'), NOW)
    const left = (text: string): number => SHOPS.filter((shop) => fits(shop, readFilter(text))).length
    expect(counts.total).toBe(left('g:A;t:餐饮;c:quality_pledge'))
    expect(counts.grades.b).toBe(left('g:B;t:餐饮;c:quality_pledge'))
    expect(counts.trades.find((one) => one.trade === '民宿')?.count).toBe(left('g:A;t:民宿;c:quality_pledge'))
    expect(counts.commitments.find((one) => one.commitment === 'price_pledge')?.count).toBe(left('g:A;t:餐饮;c:quality_pledge,price_pledge'))
    expect(counts.open).toBe(left('g:A;t:餐饮;c:quality_pledge;o:3-1430'))
    expect(counts.perks).toBe(left('g:A;t:餐饮;c:quality_pledge;p:1'))
    expect(source.asked.length).toBe(4)
  })

  it('ask no question twice: one for an empty filter, beside the one for the hour', async () => {
    const source = province()
    await countAll(source, noFilter(), NOW)
    expect(source.asked).toEqual(['', 'o:3-1430'])
    source.asked.length = 0
    await countAll(source, filter('g:A;t:餐饮;z:630103001;o:3-1430'), NOW)
    expect(source.asked.length).toBe(4)
  })

  it('bear a server that counts neither perks nor districts', async () => {
    const counts = await countAll({ facets: async (f) => ({ ...(await province().facets(f)), perks: undefined, districts: undefined }) as unknown as Facets }, noFilter(), NOW)
    expect([counts.perks, counts.districts]).toEqual([0, []])
  })
})

describe('nothing left', () => {
  it('names the one part whose removal brings back the most', async () => {
    const nothing = filter('g:A;t:餐饮;d:6301;p:1')
    const drop = await bestDrop(province(), nothing)
    expect([drop?.part.kind, writeFilter(drop?.part.without ?? noFilter())]).toEqual(['division', 'g:A;p:1;t:餐饮'])
    expect(drop?.total).toBe(SHOPS.filter((shop) => fits(shop, drop?.part.without ?? noFilter())).length)
  })

  it('drops trades and grades as a whole, promises one by one', () => {
    expect(relaxations(filter('g:AB;t:餐饮,民宿;c:quality_pledge,price_pledge')).map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      'commitment price_pledge', 'commitment quality_pledge', 'atLeastB ', 'trade 民宿,餐饮',
    ])
  })

  it('says nothing where no single part helps', async () => {
    expect(await bestDrop({ facets: (f) => province().facets(`${f}${f ? ';' : ''}d:6321`) }, filter('p:1'))).toBeNull()
  })
})

describe('what was looked for', () => {
  const marked = (text: string, q: string): string => pieces(text, q).map(({ text: part, hit }) => (hit ? `[${part}]` : part)).join('')
  it.each([
    ['湟水源牦牛酸奶坊', '牦牛', '湟水源[牦牛]酸奶坊'],
    ['A&B 饭店 a', 'a', '[A]&B 饭店 [a]'],
    ['虎台牛肉面虎台店', '虎台', '[虎台]牛肉面[虎台]店'],
    ['湟水源', 'hsy', '湟水源'],
    ['城西区 虎台', '虎台 城西', '[城西]区 [虎台]'],
    ['', '牛', ''],
    ['<b>', '<', '[<]b>'],
    ['İstanbul', 'i', 'İstanbul'],
  ])('is marked in %s for %s', (text, q, seen) => {
    expect(marked(text, q)).toBe(seen)
  })
})

describe('distance', () => {
  it.each([[3, 10, 'metres'], [324, 320, 'metres'], [949, 950, 'metres'], [1_140, 1.1, 'kilometres'], [56_600, 57, 'kilometres']] as const)('%d m', (metres, n, unit) => {
    expect(roughly(metres)).toEqual({ n, unit })
  })
})
