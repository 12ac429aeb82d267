/**
 * Handing a place to a map app of the phone (导航): the vendors' documented links, each with its own
 * order and datum. Places come and stay in WGS-84; Tencent and Apple want GCJ-02 and get it here, at
 * the edge. Baidu's own default would be BD-09, which puts a shop a kilometre off: always say wgs84.
 */
import { toGcj02 } from './gcj02.ts'
import type { LngLat } from './source.ts'

/** WGS-84, with the words that the app shows beside the pin. */
export interface Destination extends LngLat { name: string; address: string }
export type NavApp = 'amap' | 'baidu' | 'tencent' | 'system'
/** WeChat and Alipay open https only: an app's own scheme goes nowhere in them. */
export type Platform = 'android' | 'ios' | 'enclosed' | 'desktop'
export interface NavLink {
  app: NavApp
  /** Opens anywhere, in the app where the phone allows it; null for the phone's own map. */
  web: string | null
  /** Opens the app at once; null where it would go nowhere. */
  scheme: string | null
}

const SOURCE = 'xyqh'

export function platformOf(agent: string): Platform {
  if (/MicroMessenger|miniProgram|AlipayClient/i.test(agent)) return 'enclosed'
  if (/Android|HarmonyOS|OpenHarmony/i.test(agent)) return 'android'
  return /iPhone|iPad|iPod/i.test(agent) ? 'ios' : 'desktop'
}

/** All apps that can be opened from here, in the order of their use in the country. */
export function navLinks(to: Destination, platform: Platform): NavLink[] {
  const links = [amap(to, platform), baidu(to, platform), tencent(to, platform), system(to, platform)]
  return links.filter(({ web, scheme }) => web !== null || scheme !== null)
}

/** Longitude first, as AMap wants it; it takes WGS-84 when told so. `dev=1` says the same to the app. */
function amap(to: Destination, platform: Platform): NavLink {
  const scheme = platform === 'ios' ? 'iosamap' : 'androidamap'
  const name = encode(to.name)
  const at = `${degrees(to.lng)},${degrees(to.lat)}`
  const shown = `sourceApplication=${SOURCE}&poiname=${name}&lat=${degrees(to.lat)}&lon=${degrees(to.lng)}&dev=1`
  return {
    app: 'amap',
    web: `https://uri.amap.com/marker?position=${at}&name=${name}&src=${SOURCE}&coordinate=wgs84&callnative=1`,
    scheme: hasSchemes(platform) ? `${scheme}://viewMap?${shown}` : null,
  }
}

/** A route by car, asked from where the phone is. A comma ends the name, so it may not hold one. */
export function amapRoute(to: Destination): string {
  const name = encode(widened(to.name, /,/g))
  return `https://uri.amap.com/navigation?to=${degrees(to.lng)},${degrees(to.lat)},${name}&mode=car&src=${SOURCE}&coordinate=wgs84&callnative=1`
}

/** Latitude first. Pages reach the Android app as `bdapp`, as Baidu's guide for pages says. */
function baidu(to: Destination, platform: Platform): NavLink {
  const scheme = platform === 'ios' ? 'baidumap' : 'bdapp'
  const query = `location=${inOrder(to)}&title=${encode(to.name)}&content=${encode(to.address || to.name)}&coord_type=wgs84&src=webapp.${SOURCE}`
  return {
    app: 'baidu',
    web: `https://api.map.baidu.com/marker?${query}&output=html`,
    scheme: hasSchemes(platform) ? `${scheme}://map/marker?${query}` : null,
  }
}

/** Latitude first, GCJ-02 only. `;`, `:` and `|` divide its fields even when they are encoded. */
function tencent(to: Destination, platform: Platform): NavLink {
  const [title, addr] = [to.name, to.address || to.name].map((text) => encode(widened(text, /[;:|]/g)))
  const query = `marker=coord:${inOrder(toGcj02(to))};title:${title};addr:${addr}&referer=${SOURCE}`
  return {
    app: 'tencent',
    web: `https://apis.map.qq.com/uri/v1/marker?${query}`,
    scheme: hasSchemes(platform) ? `qqmap://map/marker?${query}` : null,
  }
}

/** The phone's own map: `geo:` (RFC 5870, WGS-84), and Apple's, which reads GCJ-02 in the mainland. */
function system(to: Destination, platform: Platform): NavLink {
  const geo = `geo:${inOrder(to)}?q=${inOrder(to)}(${encode(widened(to.name, /[()]/g))})`
  const apple = `maps://?ll=${inOrder(toGcj02(to))}&q=${encode(to.name)}`
  const scheme = platform === 'ios' ? apple : platform === 'android' ? geo : null
  return { app: 'system', web: null, scheme }
}

const hasSchemes = (platform: Platform): boolean => platform === 'android' || platform === 'ios'

/** Latitude, longitude: the order of everybody but AMap. */
const inOrder = ({ lng, lat }: LngLat): string => `${degrees(lat)},${degrees(lng)}`

/** Six decimals are 11 cm, and the most that AMap reads. */
const degrees = (value: number): string => String(Math.round(value * 1e6) / 1e6)

/** Also the signs that encodeURIComponent leaves alone, and never a fault for a name cut in half a sign. */
const encode = (text: string): string =>
  encodeURIComponent(wellFormed(text)).replace(/[()'!*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const wellFormed = (text: string): string =>
  text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (sign) => (sign.length === 2 ? sign : '\ufffd'))

/** The same signs in their wide form, which divide nothing and read alike. */
const widened = (text: string, signs: RegExp): string =>
  text.replace(signs, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
