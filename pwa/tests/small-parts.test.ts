import { decode } from './read-modules.ts'
import { describe, expect, it } from 'vitest'
import { problemFrom } from '../src/api/problem.ts'
import { fillBlanks, firstValues, sendable } from '../src/parts/promise/blanks.ts'
import { drawCode } from '../src/parts/draw-code.ts'
import { fileSize } from '../src/features/office/size.ts'
import { clockTime, day, daysUntil, minute } from '../src/kit/time.ts'
import { whereIs } from '../src/parts/where.ts'
import { signed, strongest } from '../src/parts/points.ts'
import type { Template } from '../src/api/shapes.ts'

describe('dates', () => {
  it('are days of Asia/Shanghai', () => {
    expect(day('2026-11-23T16:30:00Z')).toBe('2026-11-24')
    expect(day('2026-11-23')).toBe('2026-11-23')
    expect(minute('2026-11-23T11:40:05Z')).toBe('2026-11-23 19:40')
    expect(clockTime('2026-11-23T11:40:05Z')).toBe('19:40:05')
    expect(daysUntil('2026-12-18', '2026-11-23')).toBe(25)
  })
})

describe('points and sizes', () => {
  it('show their sign and one decimal', () => {
    expect([signed(18), signed(-14.25), signed(0.04)]).toEqual(['+18', '−14.3', '+0'])
    expect([fileSize(80), fileSize(8_000), fileSize(1_843_200)]).toEqual(['80 B', '8 kB', '1.8 MB'])
  })
})

describe('problems', () => {
  it('come from problem+json, or from the status when a proxy answers in HTML', async () => {
    const told = await problemFrom(new Response(JSON.stringify({ type: 'https://x/problems/not-found', title: '没有找到' }), { status: 404 }))
    expect([told.slug, told.message, told.status]).toEqual(['not-found', '没有找到', 404])
    expect((await problemFrom(new Response('<html>', { status: 502 }))).slug).toBe('502')
  })
})

describe('a promise with blanks', () => {
  const template = {
    parameters: [
      { name: 'days', kind: 'whole', label: '', low: 7, high: 365, default: 7 },
      { name: 'exclusions', kind: 'texts', label: '', low: 0, high: 20, default: [] },
    ],
  } as unknown as Template

  it('fills its text and its request', () => {
    expect(firstValues(template)).toEqual({ days: 7, exclusions: '' })
    expect(fillBlanks('{days} 天，除：{exclusions}', { days: 7, exclusions: ' 生鲜 \n\n定制品' })).toBe('7 天，除：生鲜、定制品')
    expect(sendable(template, { days: 15, exclusions: ' 生鲜 \n' })).toEqual({ days: 15, exclusions: ['生鲜'] })
  })
})

describe('drawCode', () => {
  it('keeps a 126-byte token at version 8 (49 modules) and readable', () => {
    const digits = (BigInt(`0x01${'a5'.repeat(126)}`)).toString()
    const url = `https://xyqh.cn/v/${digits}`
    const drawn = drawCode(url, digits)
    expect(drawn.size).toBe(49)
    expect(decode(drawn)).toBe(url)
  })
})

describe('whereIs', () => {
  it('names the county once', () => {
    expect(whereIs({ address: '西宁市城西区虎台一巷12号', divisionName: '西宁市城西区' })).toBe('西宁市城西区虎台一巷12号')
    expect(whereIs({ address: '虎台一巷12号', divisionName: '西宁市城西区' })).toBe('西宁市城西区 虎台一巷12号')
    expect(whereIs({ address: '', divisionName: '西宁市城西区' })).toBe('西宁市城西区')
  })
})

describe('strongest', () => {
  it('never leaves out the worst', () => {
    const moves = [26, 15, 15, -15, -3].map((points) => ({ points })) as unknown as Parameters<typeof strongest>[0]
    expect(strongest(moves, 3).map((move) => move.points)).toEqual([26, 15, -15])
    expect(strongest(moves.slice(0, 3), 3).map((move) => move.points)).toEqual([26, 15, 15])
  })
})
