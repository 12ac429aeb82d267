import { describe, expect, it } from 'vitest'
import type { Span, Week } from '../src/api/shapes.ts'
import { draftOf, faults, PRESETS, textOf, type Draft } from '../src/features/merchant/hours-draft.ts'

const every = (...spans: Span[]): Week => Array.from({ length: 7 }, () => spans)

describe('draftOf', () => {
  it('joins what was cut at midnight', () => {
    const draft = draftOf(every(['00:00', '02:00'], ['17:00', '24:00']))
    expect(draft).toEqual(every(['17:00', '02:00']))
    expect(textOf(draft)).toContain('Mo 17:00-02:00; Tu 17:00-02:00')
  })
  it('leaves day and night, and a morning of its own, alone', () => {
    expect(draftOf(every(['00:00', '24:00']))).toEqual(every(['00:00', '24:00']))
    const early: Week = [[['17:00', '24:00']], [['00:00', '12:00']], [], [], [], [], []]
    expect(draftOf(early)).toEqual(early)
  })
  it('joins Sunday night with Monday', () => {
    const week: Week = [[['00:00', '01:00']], [], [], [], [], [], [['20:00', '24:00']]]
    expect(draftOf(week)[6]).toEqual([['20:00', '01:00']])
    expect(draftOf(week)[0]).toEqual([])
  })
})

describe('textOf', () => {
  it('writes days of rest by leaving them out', () => {
    expect(textOf([[['09:00', '12:00'], ['14:00', '18:00']], [], [], [], [], [], []])).toBe('Mo 09:00-12:00,14:00-18:00')
    expect(textOf(every())).toBe('')
  })
  it('knows 24/7 and midnight', () => {
    expect(textOf(every(['00:00', '24:00']))).toBe('24/7')
    expect(textOf([[['18:00', '00:00']], [], [], [], [], [], []])).toBe('Mo 18:00-24:00')
  })
})

it('finds days that make no sense', () => {
  const draft: Draft = [[['09:00', '']], [['09:00', '12:00'], ['11:00', '18:00']], [['22:00', '02:00'], ['03:00', '05:00']], [['17:00', '02:00']], [], [], []]
  expect(faults(draft)).toEqual([0, 1, 2])
})

it('has presets without faults', () => {
  for (const preset of PRESETS) {
    expect(faults(preset.draft())).toEqual([])
    expect(textOf(preset.draft())).not.toBe('')
  }
})
