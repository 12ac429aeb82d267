/** Kind words for what is in the picture and is no code of ours. Nothing is opened. */
import { t, type Key } from '../../i18n/index.svelte.ts'
import { prefs } from '../../kit/prefs.svelte.ts'
import type { Other, Scanned } from '../../verify/index.ts'
import { verifyLocally } from './local.ts'

const BRANDS = { wechat: ['微信', 'WeChat'], alipay: ['支付宝', 'Alipay'], unionpay: ['云闪付', 'UnionPay'] } as const

export interface Notice {
  title: string
  hint: string
  /** The domain, always shown when there is one. */
  host?: string
  /** An imitation of our own address. */
  fake?: boolean
  several?: Seen[]
}

/** One of several codes in a picture. */
export interface Seen {
  what: string
  fake?: boolean
  /** A badge that this phone itself found valid, so that its name can be believed. */
  shop?: { digits: string; name: string }
}

const brandName = (brand: keyof typeof BRANDS): string => BRANDS[brand][prefs.lang === 'zh' ? 0 : 1]

export function noticeFor(other: Other): Notice {
  switch (other.kind) {
    case 'payment':
      return { title: t('scan.payTitle'), hint: t('scan.payHint', { brand: brandName(other.brand) }) }
    case 'look_alike':
      return { title: t('scan.look_alikeTitle'), hint: t('scan.look_alikeHint'), host: other.host, fake: true }
    case 'link':
      return other.app === 'other'
        ? { title: t('scan.foreignTitle'), hint: t('scan.foreignHint'), host: other.host }
        : { title: named(other.app), hint: t('scan.otherHint'), host: other.host }
    case 'data':
      return { title: named(other.what), hint: t('scan.otherHint') }
    case 'damaged':
    case 'mistyped':
      return { title: t(`scan.${other.kind}Title`), hint: t(`scan.${other.kind}Hint`) }
    default:
      return { title: t('scan.textTitle'), hint: t('scan.textHint') }
  }
}

const named = (what: string): string => t('scan.otherTitle', { what: t(`scan.what.${what}` as Key) })

/** Several codes at once: say of each what it is, so that a sticker over the badge shows. */
export async function noticeForSeveral(found: Scanned[]): Promise<Notice> {
  const several = await Promise.all(found.map(describe))
  return { title: t('scan.severalTitle'), hint: t('scan.severalHint'), several }
}

async function describe(scanned: Scanned): Promise<Seen> {
  switch (scanned.kind) {
    case 'merchant':
      return describeBadge(scanned.digits)
    case 'citizen':
    case 'short':
      return { what: t(`scan.what.${scanned.kind}`) }
    case 'payment':
      return { what: t('scan.what.pay', { brand: brandName(scanned.brand) }) }
    case 'look_alike':
      return { what: t('scan.what.fake', { host: scanned.host }), fake: true }
    case 'link':
      return { what: t('scan.what.link', { host: scanned.host }) }
    case 'data':
      return { what: t(`scan.what.${scanned.what}`) }
    default:
      return { what: t('scan.what.text') }
  }
}

async function describeBadge(digits: string): Promise<Seen> {
  const verdict = await verifyLocally(`${location.origin}/v/${digits}`)
  const name = verdict?.kind === 'merchant' ? (verdict.claims?.shortName ?? '') : ''
  if (verdict?.verdict === 'valid' && name) return { what: t('scan.what.badge', { name }), shop: { digits, name } }
  const reason = verdict?.reason ? t(`verdict.reason.${verdict.reason}`) : t('verdict.unverifiable')
  return { what: t('scan.what.bad', { reason }) }
}
