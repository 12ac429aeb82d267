import { describe, expect, it } from 'vitest'
import type { Span, Week } from '../src/api/shapes.ts'
import { dayName, dayTimes, inQinghai, opening } from '../src/parts/hours.ts'

const every = (...spans: Span[]): Week => Array.from({ length: 7 }, () => spans)
/** A moment of Tuesday 24 November 2026 in Qinghai. */
const tuesday = (time: string): number => Date.parse(`2026-11-24T${time}:00+08:00`)

describe('opening', () => {
  it('reads the clock of Qinghai wherever the phone is', () => {
    expect(inQinghai(Date.parse('2026-11-23T17:30:00Z'))).toEqual({ day: 1, time: '01:30' })
  })
  it('tells until when', () => {
    expect(opening(every(['09:00', '21:00']), tuesday('09:00'))).toEqual({ kind: 'until', time: '21:00' })
  })
  it('is closed in the minute of closing', () => {
    expect(opening(every(['09:00', '21:00']), tuesday('21:00'))).toEqual({ kind: 'later', time: '09:00', day: 2 })
  })
  it('tells when it opens again today, between two spans', () => {
    expect(opening(every(['09:00', '12:00'], ['14:00', '18:00']), tuesday('12:30'))).toEqual({ kind: 'today', time: '14:00' })
  })
  it('goes on past midnight', () => {
    const week = every(['00:00', '02:00'], ['17:00', '24:00'])
    expect(opening(week, tuesday('23:00'))).toEqual({ kind: 'until', time: '02:00' })
    expect(opening(week, tuesday('01:00'))).toEqual({ kind: 'until', time: '02:00' })
  })
  it('ends at midnight when nothing follows', () => {
    expect(opening(every(['17:00', '24:00']), tuesday('23:00'))).toEqual({ kind: 'until', time: '24:00' })
  })
  it('knows day and night', () => {
    expect(opening(every(['00:00', '24:00']), tuesday('03:00'))).toEqual({ kind: 'always' })
  })
  it('skips days of rest', () => {
    const week: Week = [[['09:00', '17:00']], [], [], [], [], [], []]
    expect(opening(week, tuesday('10:00'))).toEqual({ kind: 'later', time: '09:00', day: 0 })
    expect(opening(every(), tuesday('10:00'))).toBeNull()
  })
  it('opens on the same day next week', () => {
    const week: Week = [[], [['09:00', '10:00']], [], [], [], [], []]
    expect(opening(week, tuesday('11:00'))).toEqual({ kind: 'later', time: '09:00', day: 1 })
  })
})

it('names days and times', () => {
  expect([dayName(0, 'zh'), dayName(6, 'en')]).toEqual(['周一', 'Sun'])
  expect(dayTimes([['09:00', '12:00'], ['14:00', '18:00']])).toBe('09:00–12:00 · 14:00–18:00')
})
