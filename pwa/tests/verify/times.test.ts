/** Clocks, rotating passes and status lists: what is believed when, to the second. */

import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../src/verify/bytes.ts'
import type { Cbor } from '../../src/verify/cbor.ts'
import { verifyOffline, type Held } from '../../src/verify/index.ts'
import {
  ANCHOR, bundle, CHAIN, DAY, HELD, KID, link, lists, LIST_ROWS, map, merchantToken, NOW, P, PASS_LIST, passLink, passToken, statusList,
} from './make.ts'

const good = merchantToken()

async function faultOf(text: string, held: Partial<Held> = {}): Promise<string | null> {
  return (await verifyOffline(text, { ...HELD, ...held })).fault
}

describe('clock', () => {
  const year = 365 * DAY
  it.each<[string, number, string | null]>([
    ['a year back', -year, 'suspect_clock'],
    ['six minutes before the bundle', -600 - 301, 'suspect_clock'],
    ['five minutes before the bundle', -600 - 300, null],
    ['72 hours on', 72 * 3600 - 600, 'stale_status_list'],
    ['a second later', 72 * 3600 - 599, 'stale_bundle'],
    ['a year on', year, 'stale_bundle'],
  ])('%s', async (_, shift, fault) => {
    const held = { now: NOW + shift, lists: lists(statusList('m3', { issued: NOW - 700 })) }
    const { verdict } = await verifyOffline(link(good), { ...HELD, ...held })
    expect(await faultOf(link(good), held)).toBe(fault)
    // A wrong clock never makes a good code 无效.
    expect(verdict).not.toBe('invalid')
  })

  it('exp is exact, and a far exp is from the future', async () => {
    const soon = merchantToken([[4, NOW + 10]])
    expect(await faultOf(link(soon), { now: NOW + 9 })).toBeNull()
    expect(await faultOf(link(soon), { now: NOW + 10 })).toBe('expired')
    expect(await faultOf(link(merchantToken([[4, NOW + 90 * DAY + 300]])))).toBeNull()
    expect(await faultOf(link(merchantToken([[4, NOW + 90 * DAY + 301]])))).toBe('not_yet_valid')
  })

  it('a bundle or list older than 12 hours still counts, and says so', async () => {
    const at = async (hours: number): Promise<boolean> =>
      (await verifyOffline(link(good), { ...HELD, now: NOW - 600 + hours * 3600, lists: lists(statusList('m3', { issued: NOW - 600 })) })).stale
    expect(await at(12)).toBe(false)
    expect(await at(12.001)).toBe(true)
    const verdict = await verifyOffline(link(good), HELD)
    expect([verdict.bundleAge, verdict.listAge, verdict.stale]).toEqual([600, 60, false])
  })
})

describe('citizen pass', () => {
  const at = async (step: number, seconds: number): Promise<string | null> => faultOf(passLink(passToken(step)), { now: NOW + seconds })

  it('every step holds in its half minute, one before and one after', async () => {
    for (const step of [0, 1, 14, 29]) {
      expect(await at(step, step * 30)).toBeNull()
      expect(await at(step, step * 30 + 59)).toBeNull()
      expect(await at(step, step * 30 - 30)).toBeNull()
    }
  })

  it('a screenshot is dead a minute after its step began, whatever the step', async () => {
    for (const step of [0, 1, 14, 28]) expect(await at(step, step * 30 + 60)).toBe('outdated')
    expect(await at(29, 29 * 30 + 60)).toBe('expired')
    expect(await at(5, 90)).toBe('outdated')
  })

  it('the quarter hour has half a minute of slack at both ends', async () => {
    expect(await at(0, -30)).toBeNull()
    expect(await at(0, -31)).toBe('not_yet_valid')
    expect(await at(29, 929)).toBeNull()
    expect(await at(29, 930)).toBe('expired')
  })

  it('a link that leads elsewhere is refused', async () => {
    const forged = passToken(0, [], { unprotected: map([P, [0, CHAIN[28] as Bytes]]) })
    expect(await faultOf(passLink(forged))).toBe('bad_chain')
    // Who saw step 3 cannot show step 4: only hashing back is easy.
    const ahead = passToken(0, [], { unprotected: map([P, [4, CHAIN[26] as Bytes]]) })
    expect(await faultOf(passLink(ahead), { now: NOW + 120 })).toBe('bad_chain')
  })

  it('tells perks and, when turned on, the masked name', async () => {
    const named = passToken(0, [[2, '*明'], [P, [PASS_LIST, 9, 3, ANCHOR]]])
    const { kind, claims } = await verifyOffline(passLink(named), HELD)
    expect(kind).toBe('citizen')
    expect(claims).toEqual({ maskedName: '*明', courtesy: true, demo: true, expires: NOW + 900, step: 0 })
  })
})

describe('status', () => {
  const set = (place: 0 | 1 | 2, ...indices: number[]): ReturnType<typeof statusList> => {
    const sets = [Uint32Array.of(), Uint32Array.of(), Uint32Array.of()]
    sets[place] = Uint32Array.from(indices)
    return statusList('m3', { sets: sets as unknown as [Uint32Array, Uint32Array, Uint32Array] })
  }

  it.each<[string, ReturnType<typeof statusList>[], string | null]>([
    ['revoked', [set(0, 5, 1234, 9999)], 'revoked'],
    ['suspended', [set(1, 1234)], 'suspended'],
    ['superseded', [set(2, 1234)], 'superseded'],
    ['neighbours', [set(0, 1233, 1235)], null],
    ['revoked, and the list is very old', [{ ...set(0, 1234), issued: NOW - 200 * DAY, expires: NOW - 150 * DAY }], 'revoked'],
    ['suspended, but the list is old', [{ ...set(1, 1234), issued: NOW - 72 * 3600 - 1 }], 'stale_status_list'],
    ['list past its exp', [{ ...set(0), expires: NOW }], 'stale_status_list'],
    ['list from the future', [{ ...set(0), issued: NOW + 301 }], 'suspect_clock'],
    ['index beyond the list', [{ ...set(0), size: 1000 }], 'out_of_range'],
    ['only another list held', [statusList('m4')], 'no_status_list'],
    ['signed by a key that is gone', [{ ...set(0), kid: 99 }], 'no_status_list'],
    ['signed by a key of another use', [{ ...set(0), kid: KID.merchant }], 'no_status_list'],
  ])('%s', async (_, held, fault) => {
    expect(await faultOf(link(good), { lists: lists(...held) })).toBe(fault)
  })

  it('a list under a wrong name is no list', async () => {
    expect(await faultOf(link(good), { lists: new Map([['m3', statusList('m4')]]) })).toBe('no_status_list')
  })

  it('a list that the bundle names no more, or that ended, is no list', async () => {
    expect(await faultOf(link(good), { bundle: bundle({ lists: LIST_ROWS.slice(1) }) })).toBe('no_status_list')
    const ended = [['m3', 1, 3, 2 ** 20, NOW], ...LIST_ROWS.slice(1)] as Cbor[]
    expect(await faultOf(link(good), { bundle: bundle({ lists: ended }) })).toBe('no_status_list')
  })

  it('the claims of a refused code are told once the signature held', async () => {
    const { claims, verdict, reason } = await verifyOffline(link(good), { ...HELD, lists: lists(set(0, 1234)) })
    expect([verdict, reason]).toEqual(['invalid', 'revoked'])
    expect(claims).toMatchObject({ shortName: '湟水源酸奶坊', grade: 'A', listNo: 3, listIndex: 1234 })
  })

  it('nothing held is 无法离线核验, never 无效', async () => {
    expect(await verifyOffline(link(good), { ...HELD, bundle: null })).toEqual({
      verdict: 'unverifiable', reason: 'no_bundle', fault: 'no_bundle', kind: 'merchant', claims: null, bundleAge: null, listAge: null, stale: false,
    })
    expect((await verifyOffline('KWSK-7UBP-Y', HELD)).fault).toMatch(/needs_network|mistyped/)
  })
})
