/** `tests/vectors/map_filters.json`: the same texts that Python reads and refuses. */

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { filterOrNone, FilterFault, noFilter, openNow, readFilter, writeFilter } from '../../src/map/filter.ts'

interface Vectors { good: [string, string][]; bad: string[]; tooLong: { with: string; repeat: string; times: number } }
const vectors = JSON.parse(readFileSync(new URL('../../../tests/vectors/map_filters.json', import.meta.url), 'utf8')) as Vectors

describe('filter texts', () => {
  it.each(vectors.good)('%j is written %j', (text, canonical) => {
    expect(writeFilter(readFilter(text))).toBe(canonical)
    expect(writeFilter(readFilter(canonical))).toBe(canonical)
  })

  it.each(vectors.bad)('%j is refused', (text) => {
    expect(() => readFilter(text)).toThrow(FilterFault)
    expect(filterOrNone(text)).toEqual(noFilter())
  })

  it('counts characters, not their halves', () => {
    const { with: start, repeat, times } = vectors.tooLong
    expect(() => readFilter(start + repeat.repeat(times))).toThrow(FilterFault)
    expect(readFilter(`t:${'𠮷'.repeat(398)}`).trades).toHaveLength(1)
  })
})

describe('open now', () => {
  it('is told in the time of Qinghai, by quarter hours', () => {
    const sunday = openNow(new Date('2026-11-22T15:59:59Z')) // 23:59 on Sunday there
    expect(sunday).toEqual({ weekday: 7, minutes: 23 * 60 + 45 })
    const monday = openNow(new Date('2026-11-22T16:00:00Z'))
    expect(writeFilter({ ...noFilter(), open: monday })).toBe('o:1-0000')
  })
})
