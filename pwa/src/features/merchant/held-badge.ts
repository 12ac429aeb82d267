/** The badge that this phone may show without a network: kept until its last day, dropped once refused. */
import { del, get, set } from 'idb-keyval'
import type { BadgeLink, Grade, MerchantPage } from '../../api/shapes.ts'
import { day } from '../../kit/time.ts'

export interface HeldBadge {
  /** When the server last said that this badge counts, ms. */
  at: number
  url: string
  digits: string
  shortCode: string
  /** The last day on which it counts, `2027-02-18`. */
  expiresOn: string
  name: string
  address: string
  grade: Grade
  demo: boolean
}

const keyOf = (uscc: string): string => `held-badge:${uscc}`

/** Name and grade are those under the signature: what is beside the code is what a scan will say. */
export function holdBadge(link: BadgeLink, shop: MerchantPage, at: number): HeldBadge {
  const { url, digits, shortCode, expiresOn, shortName, grade } = link
  return { at, url, digits, shortCode, expiresOn, name: shortName, grade, address: shop.address, demo: shop.demo }
}

/** True through the whole last day, in Asia/Shanghai; a clock set back before `at` proves nothing. */
export function mayShow(held: HeldBadge, now: number): boolean {
  return day(new Date(now).toISOString()) <= held.expiresOn && now >= held.at - 300_000
}

export async function readHeldBadge(uscc: string): Promise<HeldBadge | null> {
  return (await get<HeldBadge>(keyOf(uscc)).catch(() => undefined)) ?? null
}

/** A phone that refuses storage shows the badge all the same, only not offline. */
export async function keepBadge(uscc: string, held: HeldBadge): Promise<void> {
  await set(keyOf(uscc), held).catch(() => undefined)
}

export async function dropBadge(uscc: string): Promise<void> {
  await del(keyOf(uscc)).catch(() => undefined)
}
