import { describe, expect, it } from 'vitest'
import { readAddress, writeAddress } from '../../src/features/map/address.ts'
import { shortPrefecture, place } from '../../src/map/view/labels.ts'
import { added, commonest, isOnly, NOTHING, partsOf, shortNumber, sumOf, type Mix } from '../../src/map/view/mix.ts'
import { Grouping, REACH, type CellSpot } from '../../src/map/view/grouping.ts'
import { areaOf, isInside } from '../../src/map/view/polygons.ts'
import { between, eased, metresPerPixel, project, unproject } from '../../src/map/view/project.ts'
import { tally } from '../../src/map/view/tally.ts'
import type { DistrictCard, MapPoint } from '../../src/map/source.ts'

const cell = (id: string, x: number, y: number, mix: Mix = [1, 0, 0, 0, 0]): CellSpot => ({ id, x, y, mix })

describe('addresses of the map', () => {
  const start = { at: null, f: '', m: '', d: '', mode: null, open: null }

  it('say the same again after writing and reading', () => {
    const address = { at: { lng: 101.77, lat: 36.62, z: 13 }, f: 'c:no_reason_return;g:AB;t:餐饮', m: '92630104MA7XXXXX3K', d: '630104001', mode: 'list', open: 'filter' } as const
    const text = writeAddress(address, 'map')
    expect(text).toContain('at=101.77,36.62,13')
    expect(text).toContain('f=c:no_reason_return;g:AB;t:%E9%A4%90')
    expect(readAddress(text)).toEqual(address)
  })

  it('leave out the view that is usual, and everything that is not said', () => {
    expect(writeAddress({ ...start, mode: 'list' }, 'list')).toBe('')
    expect(writeAddress({ ...start, mode: 'map' }, 'list')).toBe('?view=map')
  })

  it.each(['?at=,,', '?at=1,2,3', '?at=101.7,36.6', '?at=36.62,101.77,13', '?f=g:Z', '?f=%00', '?m=../../x', '?d=1', '?view=x&open=merchant', '?at=NaN,1,1'])('take %s for nothing', (text) => {
    expect(readAddress(text)).toEqual(start)
  })

  it('keep zooms to those that there are', () => {
    expect(readAddress('?at=101,36,99').at?.z).toBe(18)
    expect(readAddress('?at=101,36,-4').at?.z).toBe(5)
    expect(readAddress('?at=101,36,12.3').at?.z).toBe(12.25)
  })
})

describe('the grade mix', () => {
  it('adds up, and is shown in full turns with every grade to be seen', () => {
    const mix = added([900, 90, 9, 1, 0], isOnly('N'))
    expect(sumOf(mix)).toBe(1001)
    const parts = partsOf(mix)
    expect(parts.reduce((a, b) => a + b)).toBeCloseTo(1)
    expect(Math.min(...parts)).toBeGreaterThan(0.03)
    expect(partsOf(NOTHING)).toEqual([0, 0, 0, 0, 0])
  })

  it('is called after the commonest grade, the better of two', () => {
    expect(commonest([3, 3, 0, 0, 1])).toBe('A')
    expect(commonest([0, 1, 0, 0, 4])).toBe('N')
  })

  it.each([[986, '986'], [12_345, '1.2万'], [600_000, '60万']])('writes %i as %s', (n, text) => expect(shortNumber(n, true)).toBe(text))
  it('writes thousands in English', () => expect(shortNumber(12_345, false)).toBe('12k'))
})

describe('grouping of cells', () => {
  const far = (2 * REACH) / 2 ** 10

  it('joins what is near, keeps apart what is far, loses nobody', () => {
    const cells = [cell('a', 100, 100, [5, 0, 0, 0, 0]), cell('b', 100 + far / 8, 100, [0, 2, 0, 0, 0]), cell('c', 100 + far, 100)]
    const groups = new Grouping(10).arrange(cells)
    expect(groups.map(({ n }) => n).sort()).toEqual([1, 7])
    const whole = groups.reduce<Mix>((sum, { mix }) => added(sum, mix), NOTHING)
    expect(whole).toEqual([6, 2, 0, 0, 0])
  })

  it('stands where most of them are', () => {
    const [group] = new Grouping(10).arrange([cell('a', 100, 100, [9, 0, 0, 0, 0]), cell('b', 100 + far / 4, 100, [8, 0, 0, 0, 0])])
    expect(group?.x).toBeGreaterThan(100)
    expect(group?.x).toBeLessThan(100 + far / 8)
  })

  it('does not move a ring when more tiles or other numbers come', () => {
    const grouping = new Grouping(10)
    const first = [cell('a', 100, 100, [9, 0, 0, 0, 0])]
    const [before] = grouping.arrange(first).map(({ x, y, id }) => ({ x, y, id }))
    const after = grouping.arrange([cell('a', 100, 100, [1, 0, 0, 0, 3]), cell('b', 100 + far / 6, 100, [99, 0, 0, 0, 0])])
    expect(after).toHaveLength(1)
    expect(after[0]).toMatchObject({ ...before, n: 103 })
  })

  it('forgets groups whose cells are gone', () => {
    const grouping = new Grouping(10)
    grouping.arrange([cell('a', 100, 100)])
    expect(grouping.arrange([cell('c', 100 + far, 100)]).map(({ id }) => id)).toEqual(['c'])
  })

  it('keeps rings apart whatever the cells', () => {
    const cells = Array.from({ length: 400 }, (_, i) => cell(`${i}`, 100 + ((i * 37) % 20) * (far / 16), 100 + ((i * 53) % 20) * (far / 16), [(i % 7) + 1, 0, 0, 0, 0]))
    const groups = new Grouping(10).arrange(cells)
    const least = Math.min(...groups.flatMap((a, i) => groups.slice(i + 1).map((b) => Math.hypot(a.anchor.x - b.anchor.x, a.anchor.y - b.anchor.y))))
    expect(least).toBeGreaterThanOrEqual(REACH / 2 ** 10)
    expect(groups.reduce((sum, { n }) => sum + n, 0)).toBe(cells.reduce((sum, { mix }) => sum + sumOf(mix), 0))
  })
})

describe('places on the screen', () => {
  it('go there and back', () => {
    const at = unproject(project({ lng: 101.7782, lat: 36.6171 }))
    expect([at.lng, at.lat].map((value) => value.toFixed(7))).toEqual(['101.7782000', '36.6171000'])
    expect(metresPerPixel(36.6, 12)).toBeCloseTo(30.68, 1)
  })

  it('follow the zoom from its beginning to its end', () => {
    const [from, to] = [{ scale: 1, x: 0, y: 0 }, { scale: 4, x: 10, y: -10 }]
    expect(between(from, to, eased(0))).toEqual(from)
    expect(between(from, to, eased(1))).toEqual(to)
    expect(eased(0.5)).toBeGreaterThan(0.8)
    expect([0.1, 0.3, 0.6, 0.9].map(eased)).toEqual([...[0.1, 0.3, 0.6, 0.9].map(eased)].sort((a, b) => a - b))
  })

  it('are counted where they are', () => {
    const point = { grade: 'B' } as MapPoint
    expect(tally([cell('a', 1, 1, [2, 0, 0, 0, 1]), cell('b', 9, 9)], [{ x: 2, y: 2, point }, { x: -2, y: 2, point }], { left: 0, top: 0, right: 5, bottom: 5 })).toEqual({ shown: 4, mix: [2, 1, 0, 0, 1] })
  })
})

describe('districts', () => {
  const ring = (low: number, high: number): [number, number][] => [[101 + low, 36 + low], [101 + high, 36 + low], [101 + high, 36 + high], [101 + low, 36 + high], [101 + low, 36 + low]]
  const area = areaOf({ boundary: { type: 'Polygon', coordinates: [ring(0, 1), ring(0.4, 0.6)] } } as unknown as DistrictCard)

  it('have an inside, an outside and holes', () => {
    const at = (part: number): boolean => isInside(area, project({ lng: 101 + part, lat: 36 + part }))
    expect([at(0.2), at(0.5), at(0.8), at(1.2)]).toEqual([true, false, true, false])
  })
})

describe('names', () => {
  const paper = { measureText: (text: string) => ({ width: text.length * 12 }) } as unknown as CanvasRenderingContext2D
  const camera = { scale: 1, x: 0, y: 0 }
  const size = { x: 400, y: 400 }
  const county = (text: string, x: number, y: number) => ({ text, kind: 'county', from: 8, to: 11, x, y }) as const

  it('of prefectures are short', () => {
    expect(['海西蒙古族藏族自治州', '玉树藏族自治州', '西宁市'].map(shortPrefecture)).toEqual(['海西州', '玉树州', '西宁市'])
  })

  it('are placed where there is room, first come first', () => {
    const placed = place([county('城西区', 100, 100), county('城中区', 104, 102), county('湟中区', 300, 300)], 9, camera, size, [], paper)
    expect(placed.map(({ text, dy }) => [text, Math.sign(dy)])).toEqual([['城西区', 0], ['城中区', 1], ['湟中区', 0]])
  })

  it('keep clear of rings, or are left out', () => {
    expect(place([county('城西区', 100, 100)], 9, camera, size, [{ x: 100, y: 100, radius: 60 }], paper)).toEqual([])
    expect(place([county('城西区', 100, 100)], 9, camera, size, [{ x: 100, y: 90, radius: 14 }], paper)[0]?.dy).toBeGreaterThan(0)
  })

  it('are shown at their zooms only', () => {
    expect([7.9, 8, 11.9, 12].map((zoom) => place([county('城西区', 100, 100)], zoom, camera, size, [], paper).length)).toEqual([0, 1, 1, 0])
  })
})
