import { describe, expect, it } from 'vitest'
import { distance, judgeNearness, roundDistance, roundFix, type Place } from '../src/features/codes/near.ts'
import { hand, take } from '../src/features/codes/hand.ts'
import { purposesOf } from '../src/features/codes/pass-check.ts'
import { citizenList, wantedLists } from '../src/trust/wanted.ts'
import type { Bundle } from '../src/verify/index.ts'

describe('the lists that a phone holds', () => {
  const at = (time: string): number => Date.parse(time) / 1000
  const entry = (id: string): Bundle['lists'][number] => ({ id, use: id.startsWith('m') ? 1 : 2, number: Number(id.slice(1)), size: 1, expires: 0 })
  const bundle = { lists: ['m0', 'm7', ...Array.from({ length: 24 }, (_, i) => `c${i}`)].map(entry) } as unknown as Bundle

  it('are all merchant lists, today and tomorrow of the citizens', () => {
    const noon = at('2026-11-23T12:00:00+08:00')
    const today = citizenList(noon)
    expect(wantedLists(bundle, noon)).toEqual(['m0', 'm7', ...[today, (today + 1) % 24].sort((a, b) => a - b).map((n) => `c${n}`)])
  })

  it('still have yesterday just after midnight in Asia/Shanghai', () => {
    const late = at('2026-11-23T23:59:00+08:00')
    expect(citizenList(late + 120)).toBe((citizenList(late) + 1) % 24)
    expect(wantedLists(bundle, late + 120)).toContain(`c${citizenList(late)}`)
    expect(wantedLists(bundle, late + 7200)).not.toContain(`c${citizenList(late)}`)
  })
})

describe('the place of a shop', () => {
  const shop: Place = { lng: 101.7782, lat: 36.6171, precision: 'exact' }
  const east = (metres: number): { lng: number; lat: number } => ({ lng: shop.lng + metres / 89_300, lat: shop.lat })

  it('is compared with a position rounded on the phone', () => {
    expect(roundFix({ lng: 101.778249, lat: 36.617149, accuracy: 12.3 })).toEqual({ lng: 101.778, lat: 36.617, accuracy: 100 })
    expect(distance(shop, east(3200))).toBeGreaterThan(3150)
    expect(distance(shop, east(3200))).toBeLessThan(3250)
  })

  it('fits nearby, is far away, and says less when less is known', () => {
    const fix = (metres: number, accuracy = 100): Parameters<typeof judgeNearness>[1] => ({ ...east(metres), accuracy })
    expect(judgeNearness(shop, fix(300)).kind).toBe('fits')
    expect(judgeNearness(shop, fix(3200)).kind).toBe('far')
    expect(judgeNearness({ ...shop, precision: 'street' }, fix(1500)).kind).toBe('fits')
    expect(judgeNearness({ ...shop, precision: 'street' }, fix(3200)).kind).toBe('far')
    expect(judgeNearness({ ...shop, precision: 'county' }, fix(3200)).kind).toBe('coarse')
    expect(judgeNearness({ ...shop, precision: 'county' }, fix(90_000)).kind).toBe('far')
    expect(judgeNearness(shop, fix(3200, 20_000))).toEqual({ kind: 'vague', metres: 20_000 })
  })

  it('tells no more digits than it knows', () => {
    expect([30, 340, 960, 3240, 57_400].map(roundDistance)).toEqual([
      { n: 100, unit: 'metres' }, { n: 300, unit: 'metres' }, { n: 1, unit: 'kilometres' }, { n: 3.2, unit: 'kilometres' }, { n: 57, unit: 'kilometres' },
    ])
  })
})

describe('a person’s code', () => {
  it('is handed over once and leaves nothing', () => {
    hand('123')
    expect(take()?.digits).toBe('123')
    expect(take()).toBeNull()
  })

  it('is checked by a merchant for fewer purposes than by an officer', () => {
    expect(purposesOf('merchant')).not.toContain('officer_check')
    expect(purposesOf('officer')).toContain('officer_check')
  })
})
