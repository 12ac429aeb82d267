import fc from 'fast-check'
import gcoord from 'gcoord'
import { describe, expect, it } from 'vitest'
import { amapRoute, navLinks, platformOf, type Destination, type NavApp, type Platform } from '../../src/map/handoff.ts'
import { toGcj02 } from '../../src/map/gcj02.ts'

const XINING: Destination = { name: 'A&B 饭店#1', address: '西宁市城西区虎台一巷 12 号; 2|3 (后院)', lng: 101.7782, lat: 36.6171 }
const TOWNS = { 西宁: [101.7782, 36.6171], 格尔木: [94.9033, 36.4064], 玉树: [97.0085, 33.0041], 茫崖: [90.8555, 38.2472] } as const

const EARTH_M = 6_371_008
function metres(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const rad = Math.PI / 180
  const half = (degrees: number): number => Math.sin((degrees * rad) / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.sqrt(half(b.lat - a.lat) + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * half(b.lng - a.lng)))
}

/** Where a GCJ-02 place truly is: gcoord's own inverse, and one step more where that stops at 7 cm. */
function fromGcj02(shown: { lng: number; lat: number }): { lng: number; lat: number } {
  const [lng, lat] = gcoord.transform([shown.lng, shown.lat], gcoord.GCJ02, gcoord.WGS84)
  const again = toGcj02({ lng, lat })
  return { lng: lng + shown.lng - again.lng, lat: lat + shown.lat - again.lat }
}

const linkTo = (app: NavApp, platform: Platform, to = XINING) => navLinks(to, platform).find((one) => one.app === app)
const queryOf = (link: string | null | undefined): URLSearchParams => new URLSearchParams(link?.slice(link.indexOf('?') + 1))
const pair = (text: string | null | undefined): number[] => (text ?? '').split(',').map(Number)
const NAME = 'A%26B%20%E9%A5%AD%E5%BA%97%231'

describe('GCJ-02', () => {
  it('is where gcoord has it, anywhere', () => {
    fc.assert(fc.property(fc.double({ min: 60, max: 140, noNaN: true }), fc.double({ min: -5, max: 60, noNaN: true }), (lng, lat) => {
      const [x, y] = gcoord.transform([lng, lat], gcoord.WGS84, gcoord.GCJ02)
      expect(metres(toGcj02({ lng, lat }), { lng: x, lat: y })).toBeLessThan(0.001)
    }))
  })
})

describe('links for navigation', () => {
  it('are exactly those of the vendors, with the name encoded', () => {
    expect(linkTo('amap', 'desktop')?.web).toBe(`https://uri.amap.com/marker?position=101.7782,36.6171&name=${NAME}&src=xyqh&coordinate=wgs84&callnative=1`)
    expect(amapRoute(XINING)).toBe(`https://uri.amap.com/navigation?to=101.7782,36.6171,${NAME}&mode=car&src=xyqh&coordinate=wgs84&callnative=1`)
    expect(linkTo('baidu', 'desktop')?.web).toMatch(new RegExp(`^https://api\\.map\\.baidu\\.com/marker\\?location=36\\.6171,101\\.7782&title=${NAME}&content=.*&coord_type=wgs84&src=webapp\\.xyqh&output=html$`))
    expect(linkTo('tencent', 'desktop')?.web).toMatch(new RegExp(`^https://apis\\.map\\.qq\\.com/uri/v1/marker\\?marker=coord:36\\.61\\d+,101\\.78\\d+;title:${NAME};addr:.*&referer=xyqh$`))
    expect(linkTo('system', 'android')?.scheme).toBe(`geo:36.6171,101.7782?q=36.6171,101.7782(${NAME})`)
  })

  it.each([
    ['amap', 'android', 'androidamap://viewMap?'],
    ['amap', 'ios', 'iosamap://viewMap?'],
    ['baidu', 'android', 'bdapp://map/marker?'],
    ['baidu', 'ios', 'baidumap://map/marker?'],
    ['tencent', 'android', 'qqmap://map/marker?'],
    ['tencent', 'ios', 'qqmap://map/marker?'],
    ['system', 'android', 'geo:36.6171,101.7782?'],
    ['system', 'ios', 'maps://?'],
  ] as const)('%s opens as an app on %s', (app, platform, head) => {
    expect(linkTo(app, platform)?.scheme?.startsWith(head)).toBe(true)
  })

  it('are https only inside WeChat and Alipay, and on a desk', () => {
    for (const platform of ['enclosed', 'desktop'] as const) {
      const links = navLinks(XINING, platform)
      expect(links.map((one) => one.app)).toEqual(['amap', 'baidu', 'tencent'])
      for (const { web, scheme } of links) {
        expect(scheme).toBeNull()
        expect(web).toMatch(/^https:/)
      }
    }
  })

  it.each(Object.entries(TOWNS))('put each app at the very place: %s', (_, [lng, lat]) => {
    const to = { ...XINING, lng, lat }
    const gcj = toGcj02(to)
    for (const platform of ['android', 'ios'] as const) {
      const [amap, baidu, tencent, system] = navLinks(to, platform)
      expect(pair(queryOf(amap?.web).get('position'))).toEqual([lng, lat])
      expect(queryOf(amap?.web).get('coordinate')).toBe('wgs84')
      const app = queryOf(amap?.scheme)
      expect([app.get('lon'), app.get('lat'), app.get('dev')]).toEqual([String(lng), String(lat), '1'])
      for (const link of [baidu?.web, baidu?.scheme]) {
        expect(pair(queryOf(link).get('location'))).toEqual([lat, lng])
        expect(queryOf(link).get('coord_type')).toBe('wgs84')
      }
      for (const link of [tencent?.web, tencent?.scheme]) {
        const [y = 0, x = 0] = pair(/coord:([^;]+)/.exec(queryOf(link).get('marker') ?? '')?.[1])
        expect(metres({ lng: x, lat: y }, gcj)).toBeLessThan(0.1)
        expect(metres(fromGcj02({ lng: x, lat: y }), to)).toBeLessThan(0.1)
        expect(metres({ lng: x, lat: y }, to)).toBeGreaterThan(50)
      }
      if (platform === 'android') expect(pair(/^geo:([^?]+)/.exec(system?.scheme ?? '')?.[1])).toEqual([lat, lng])
      else expect(pair(queryOf(system?.scheme).get('ll')).map((one) => one.toFixed(5))).toEqual([gcj.lat.toFixed(5), gcj.lng.toFixed(5)])
    }
  })

  it('keep any name whole: nothing of it becomes a parameter, a field or a fragment', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), fc.constantFrom<Platform>('android', 'ios', 'enclosed'), (name, platform) => {
      const to = { ...XINING, name }
      const plain = navLinks({ ...XINING, name: 'x' }, platform)
      navLinks(to, platform).forEach(({ web, scheme }, i) => {
        const twins = [[web, plain[i]?.web], [scheme, plain[i]?.scheme]] as const
        for (const [link, twin] of twins) {
          if (!link || !twin) continue
          expect(link).not.toMatch(/[#\s"'<>]/)
          expect([...queryOf(link).keys()]).toEqual([...queryOf(twin).keys()])
          expect(queryOf(link).get('marker')?.split(';').length).toBe(queryOf(twin).get('marker')?.split(';').length)
        }
      })
      expect(queryOf(amapRoute(to)).get('to')?.split(',').length).toBe(3)
    }))
    // A busy machine is slow, not wrong.
  }, 30_000)

  it('say the name as it is', () => {
    expect(queryOf(linkTo('amap', 'android')?.scheme).get('poiname')).toBe(XINING.name)
    expect(queryOf(linkTo('baidu', 'ios')?.scheme).get('title')).toBe(XINING.name)
    expect(queryOf(linkTo('baidu', 'ios')?.scheme).get('content')).toBe(XINING.address)
    expect(queryOf(linkTo('tencent', 'enclosed')?.web).get('marker')).toContain(';title:A&B 饭店#1;addr:西宁市城西区虎台一巷 12 号； 2｜3 (后院)')
    expect(decodeURIComponent(linkTo('system', 'android', { ...XINING, name: '老(二)店' })?.scheme ?? '')).toContain('(老（二）店)')
  })

  it('survive half a sign at the end of a name', () => {
    expect(queryOf(linkTo('amap', 'enclosed', { ...XINING, name: '店\ud83c' })?.web).get('name')).toBe('店\ufffd')
  })
})

describe('GCJ-02', () => {
  it('there and back misses by less than 3 cm anywhere in the province', () => {
    fc.assert(fc.property(fc.double({ min: 89.4, max: 103.1, noNaN: true }), fc.double({ min: 31.5, max: 39.3, noNaN: true }), (lng, lat) => {
      expect(metres(fromGcj02(toGcj02({ lng, lat })), { lng, lat })).toBeLessThan(0.03)
    }))
  })

  it('moves what the reference measured, and nothing abroad', () => {
    const moved = Object.entries(TOWNS).map(([name, [lng, lat]]) => [name, Math.round(metres({ lng, lat }, toGcj02({ lng, lat })))])
    expect(Object.fromEntries(moved)).toMatchObject({ 西宁: expect.closeTo(173, -1.3), 格尔木: expect.closeTo(96, -1.3), 玉树: expect.closeTo(241, -1.3) })
    expect(toGcj02({ lng: 2.35, lat: 48.85 })).toEqual({ lng: 2.35, lat: 48.85 })
  })
})

describe('the phone', () => {
  it.each([
    ['Mozilla/5.0 (Linux; Android 10; K) Chrome/87.0 Mobile', 'android'],
    ['Mozilla/5.0 (Phone; OpenHarmony 5.0) ArkWeb/4.1 Mobile', 'android'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 14_0 like Mac OS X) Safari/604.1', 'ios'],
    ['Mozilla/5.0 (Linux; Android 12) MicroMessenger/8.0.40', 'enclosed'],
    ['Mozilla/5.0 (iPhone) MicroMessenger/8.0.40 miniProgram', 'enclosed'],
    ['Mozilla/5.0 (iPhone) AlipayClient/10.3', 'enclosed'],
    ['Mozilla/5.0 (X11; Linux x86_64) Chrome/120', 'desktop'],
  ])('%s', (agent, platform) => {
    expect(platformOf(agent)).toBe(platform)
  })
})
