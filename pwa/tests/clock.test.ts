import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const NOW = Date.parse('2026-11-23T08:00:00Z')
const HOUR = 3_600_000
const said = (ms: number): string => new Date(ms).toUTCString()
const kept = new Map<string, string>()

/** The app started again: nothing is left but what the browser keeps. */
const start = async () => {
  vi.resetModules()
  return { clock: await import('../src/kit/clock.svelte.ts'), server: (await import('../src/trust/server.ts')).trustServer }
}
const answer = (date: number, more: Record<string, string> = {}): Response => new Response(null, { status: 304, headers: { date: said(date), ...more } })

beforeEach(() => {
  kept.clear()
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('one measurement', () => {
  it('is taken at the middle of a question, and only when the answer was quick', async () => {
    const { measure } = (await start()).clock
    expect(measure(said(NOW), NOW, NOW + 200)).toBe(0)
    expect(measure(said(NOW + 47_000), NOW, NOW + 1000)).toBe(47_000)
    expect(measure(said(NOW - 30_000), NOW, NOW + 1000)).toBe(-30_000)
    expect(measure(said(NOW + 600_000), NOW, NOW + 20_000)).toBeNull()
    for (const date of [null, 'soon']) expect(measure(date, NOW, NOW + 10)).toBeNull()
  })

  it('is not taken from an answer that a cache has kept', async () => {
    const { noteDate, clockOffset } = (await start()).clock
    noteDate(answer(NOW - HOUR, { age: '3600' }), NOW)
    expect(clockOffset()).toBe(0)
  })
})

describe('the server’s time', () => {
  it('is learnt with the trust files and outlives a restart without a network', async () => {
    vi.stubGlobal('fetch', async () => answer(NOW - 600_000))
    const before = await start()
    expect(await before.server.bundle('"held"')).toEqual({ state: 'same' })
    expect(before.clock.isFarOff()).toBe(true)

    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline')))
    vi.setSystemTime(NOW + 71 * HOUR)
    const { clock, server } = await start()
    expect(await server.bundle('')).toEqual({ state: 'failed', status: 0 })
    expect(clock.serverSeconds()).toBe(Math.floor((NOW + 71 * HOUR - 599_500) / 1000))
    expect(clock.serverNow(NOW)).toBe(NOW - 599_500)
  })

  it('is the phone’s own when the measurement is older than a bundle may be, or the clock was set since', async () => {
    ;(await start()).clock.noteDate(answer(NOW + 45_000), NOW)
    for (const phone of [NOW + 73 * HOUR, NOW - 73 * HOUR]) {
      vi.setSystemTime(phone)
      const { clock } = await start()
      expect([clock.serverNow(), clock.isFarOff()]).toEqual([phone, false])
    }
  })

  it('does without storage, and without sense in it', async () => {
    kept.set('clock', '{"offset":"60000","at":null}')
    expect((await start()).clock.clockOffset()).toBe(0)
    vi.stubGlobal('localStorage', undefined)
    const { noteDate, clockOffset } = (await start()).clock
    noteDate(answer(NOW + 45_000), NOW)
    expect(clockOffset()).toBe(45_500)
  })
})
