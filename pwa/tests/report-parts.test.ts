import { describe, expect, it } from 'vitest'
import { grouped, numeral } from '../src/features/reports/numerals.ts'

describe('what a report is numbered with', () => {
  it('counts sections in Chinese', () => {
    expect([1, 9, 10, 11, 19, 20, 22].map(numeral)).toEqual(['一', '九', '十', '十一', '十九', '二十', '二十二'])
  })

  it('parts the moment from the serial', () => {
    expect(grouped('2026120104542900000003')).toBe('20261201045429 00000003')
  })
})
