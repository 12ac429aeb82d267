/** What can honestly be said of a map without a network: which counties, how old, and where nothing is known. */
import { prefs } from '../../../kit/prefs.svelte.ts'
import { kept } from '../../../map/packs/kept.svelte.ts'
import type { LngLat, PackStand } from '../../../map/source.ts'
import { groundData, type GroundData } from '../../../map/view/ground.ts'
import { view } from '../state.svelte.ts'
import { countyAt, countyOf, type NamedCounty } from './county.ts'

/** From this zoom on a screen shows one county more than others. */
const NEAR_ZOOM = 9

let ground = $state.raw<GroundData | null>(null)

/** The county in the middle of the map, once the base map is there; null further out. */
export function countyInView(): NamedCounty | null {
  if (!ground) void groundData().then((data) => (ground = data), () => undefined)
  const at: LngLat & { z: number } = view.at
  const adcode = ground && at.z >= NEAR_ZOOM ? countyAt(ground, at) : null
  return adcode ? countyOf(adcode) : null
}

export const packOf = (adcode: string | undefined): PackStand | undefined => kept.items.find((one) => one.adcode === adcode)

/** `11月30日`, with the year when it is another. */
export function dayWords(at: number): string {
  const zone = { timeZone: 'Asia/Shanghai' } as const
  const year = (time: number): string => new Intl.DateTimeFormat('en', { ...zone, year: 'numeric' }).format(time)
  const zh = prefs.lang === 'zh'
  const parts: Intl.DateTimeFormatOptions = { ...zone, month: zh ? 'long' : 'short', day: 'numeric' }
  if (year(at) !== year(Date.now())) parts.year = 'numeric'
  return new Intl.DateTimeFormat(zh ? 'zh-CN' : 'en', parts).format(at)
}
