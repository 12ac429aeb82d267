import { describe, expect, it } from 'vitest'
import { makeKeys, publicKeyOf, REQUEST_TYPE, signRequest } from '../src/features/pass/request.ts'
import { base64url, fromBase64url } from '../src/kit/base64.ts'
import { drawPass, passText } from '../src/features/pass/show.ts'
import { AHEAD, heldUntil, momentAt, QUARTER, stillUseful, wanted, type Slot } from '../src/features/pass/slots.ts'
import { deviceLabel } from '../src/features/pass/device-label.ts'
import { concat } from '../src/verify/bytes.ts'
import { encodeCbor } from '../src/verify/cbor.ts'
import { passChain, STEPS } from '../src/verify/chain.ts'
import { decode } from './read-modules.ts'

const START = 1_795_500_000 // a whole quarter hour in November 2026
const slot = (iat: number): Slot => ({ iat, token: new Uint8Array(1), seed: new Uint8Array(16) })
const run = (first: number, count: number): Slot[] => Array.from({ length: count }, (_, i) => slot(first + i * QUARTER))

describe('the quarter hours of a pass', () => {
  it('give one step each 30 seconds and the seconds left in it', () => {
    expect(START % QUARTER).toBe(0)
    const at = (seconds: number): (number | undefined)[] => {
      const moment = momentAt([slot(START)], START + seconds)
      return [moment?.step, moment?.left]
    }
    expect([at(0), at(29), at(30), at(899)]).toEqual([[0, 30], [0, 1], [1, 30], [29, 1]])
  })

  it('never show an old pass again, nor one of the future', () => {
    expect(momentAt([slot(START)], START + QUARTER)).toBeNull()
    expect(momentAt([slot(START)], START - 1)).toBeNull()
    expect(momentAt([slot(START), slot(START + 3 * QUARTER)], START + QUARTER)).toBeNull()
  })

  it('last until the first gap', () => {
    expect(heldUntil(run(START, 4), START + 10)).toBe(START + 4 * QUARTER)
    expect(heldUntil([...run(START, 2), slot(START + 3 * QUARTER)], START + 10)).toBe(START + 2 * QUARTER)
    expect(heldUntil(run(START, 2), START + 2 * QUARTER)).toBe(0)
  })

  it('are asked for a day ahead, once less than half a day is left', () => {
    expect(wanted([], START + 100)).toEqual({ first: START, count: AHEAD })
    expect(wanted(run(START, AHEAD), START + 100)).toBeNull()
    expect(wanted(run(START, AHEAD), START + 12 * 3600)).toBeNull()
    const later = START + 12 * 3600 + 1
    const want = wanted(run(START, AHEAD), later)
    expect(want).toEqual({ first: START + AHEAD * QUARTER, count: 48 })
    expect(wanted(run(START, 2), START + 5 * QUARTER)).toEqual({ first: START + 5 * QUARTER, count: AHEAD })
  })

  it('are thrown away when they are over', () => {
    expect(stillUseful(run(START, 4), START + 2 * QUARTER).map(({ iat }) => iat)).toEqual([START + 2 * QUARTER, START + 3 * QUARTER])
  })
})

describe('a request for passes', () => {
  it('is signed by a key that nobody can read', async () => {
    const keys = await makeKeys()
    await expect(crypto.subtle.exportKey('pkcs8', keys.privateKey)).rejects.toThrow()
    const anchors = [new Uint8Array(16).fill(7), new Uint8Array(16).fill(255)]
    const text = await signRequest(keys.privateKey, { device: 'd1', first: START, anchors, now: START + 5 })
    const [head = '', body = '', signature = ''] = text.split('.')
    const json = (part: string): unknown => JSON.parse(new TextDecoder().decode(fromBase64url(part)))
    expect(json(head)).toEqual({ alg: 'ES256', typ: REQUEST_TYPE })
    expect(json(body)).toEqual({ device: 'd1', first: START, anchors: anchors.map(base64url), iat: START + 5, jti: expect.stringMatching(/^[0-9a-f]{32}$/) })
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
    const signed = new TextEncoder().encode(`${head}.${body}`)
    expect(fromBase64url(signature).length).toBe(64)
    const point = fromBase64url(await publicKeyOf(keys))
    expect([point.length, point[0]]).toEqual([65, 4])
    const known = await crypto.subtle.importKey('raw', point, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
    expect(await crypto.subtle.verify(algorithm, known, fromBase64url(signature), signed)).toBe(true)
  })

  it('spells base64url without padding, both ways', () => {
    for (let length = 0; length < 40; length += 1) {
      const bytes = crypto.getRandomValues(new Uint8Array(length))
      expect(base64url(bytes)).toMatch(/^[\w-]*$/)
      expect(fromBase64url(base64url(bytes))).toEqual(bytes)
    }
  })
})

/** The largest pass there can be: name of five bytes, widest list, index and flags. */
function largest(seed: Uint8Array): Uint8Array {
  const anchor = passChain(seed)[STEPS] as Uint8Array
  const payload = new Map<number, never>()
  const put = (key: number, value: unknown): void => void payload.set(key, value as never)
  put(2, '*𠮷')
  put(4, START + QUARTER)
  put(6, START)
  put(-65537, [23, 2 ** 30 - 1, 3, anchor])
  const headers = new Map<number, never>([[1, -7 as never], [4, Uint8Array.of(255) as never]])
  const parts = [encodeCbor(headers), new Map(), encodeCbor(payload), new Uint8Array(64).fill(0xa5)]
  return concat(Uint8Array.of(0xd2), encodeCbor(parts))
}

describe('the code of a pass', () => {
  const seed = new Uint8Array(16).fill(3)
  const origin = 'https://xinyong.qh.cn' // with /v# the 24 characters that the size is promised for

  it('stays within version 9 at the longest name and the 24-character prefix, and is readable', () => {
    expect(`${origin}/v#`.length).toBe(24)
    const big = { iat: START, token: largest(seed), seed }
    for (const step of [0, 23, 24, 29]) {
      const drawn = drawPass(big, step, origin)
      expect(drawn?.size).toBeLessThanOrEqual(53)
      expect(drawn && decode(drawn)).toBe(passText(big, step, origin))
    }
  })

  it('is another one at each step, and none at all when seed and pass do not belong together', () => {
    const mine = { iat: START, token: largest(seed), seed }
    const texts = Array.from({ length: STEPS }, (_, step) => passText(mine, step, origin))
    expect(new Set(texts).size).toBe(STEPS)
    expect(drawPass({ ...mine, seed: new Uint8Array(16).fill(4) }, 0, origin)).toBeNull()
  })
})

describe('deviceLabel', () => {
  it('names a phone as its owner would', () => {
    expect(deviceLabel('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1', '手机')).toBe('iPhone · Safari')
    expect(deviceLabel('Mozilla/5.0 (Linux; Android 12; HarmonyOS) Chrome/99 HuaweiBrowser/14', '手机')).toBe('HarmonyOS · 华为浏览器')
    expect(deviceLabel('curl/8', '手机')).toBe('手机')
  })
})
