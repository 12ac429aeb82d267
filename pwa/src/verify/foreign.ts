/** Kindly naming what is not ours: pay codes, other apps' links, Wi-Fi, contacts, invoices. */

export type PayBrand = 'wechat' | 'alipay' | 'unionpay'
export type LinkApp = 'wechat' | 'alipay' | 'health' | 'invoice' | 'other'
export type DataKind =
  | 'wifi' | 'contact' | 'phone' | 'email' | 'sms' | 'place' | 'event' | 'invoice' | 'uscc' | 'app_link'

// Pay codes as digits: WeChat 10–15 + 16 more, Alipay 25–30 + 14…22, UnionPay 62 + 17.
const PAYMENTS: readonly [PayBrand, RegExp][] = [
  ['wechat', /^1[0-5][0-9]{16}$|^(wxp:\/\/|weixin:\/\/wxpay\/|https:\/\/payapp\.weixin\.qq\.com\/)/i],
  ['alipay', /^(2[5-9]|30)[0-9]{14,22}$|^https:\/\/qr\.alipay\.com\//i],
  ['unionpay', /^62[0-9]{17}$|^https:\/\/qr\.95516\.com\//i],
]

const APPS: readonly [LinkApp, RegExp][] = [
  ['health', /jiankangma|(^|[^a-z])jkm([^a-z]|$)|health-?code|suishenma|ehealth-?card/i],
  ['invoice', /fapiao|einvoice|(^|\.)chinatax\.gov\.cn/i],
  ['wechat', /^weixin:|(^|\.)(weixin\.qq|wechat)\.com(:|$)/i],
  ['alipay', /^alipays?:|(^|\.)alipay\.com(:|$)/i],
]

const DATA: readonly [DataKind, RegExp][] = [
  ['wifi', /^WIFI:/i],
  ['contact', /^(BEGIN:VCARD|MECARD:|BIZCARD:)/i],
  ['event', /^BEGIN:(VEVENT|VCALENDAR)/i],
  ['phone', /^tel:/i],
  ['sms', /^(sms|smsto|mmsto):/i],
  ['email', /^(mailto|MATMSG):/i],
  ['place', /^geo:/i],
  // The QR of a Chinese VAT invoice: 01, kind, invoice code (empty on 数电票), number, amount …
  ['invoice', /^01,[0-9]{2},[0-9]*,[0-9]{8,20},/],
  ['uscc', /^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$/],
  ['app_link', /^[a-z][a-z0-9+.-]{1,31}:\S/i],
]

export function paymentBrand(text: string): PayBrand | null {
  return match(PAYMENTS, text)
}

export function describeData(text: string): DataKind | null {
  return match(DATA, text)
}

/** By host and, for health codes behind a general host, by the path; never by what it would load. */
export function describeLink(text: string, host: string): LinkApp {
  const [app] = APPS.find(([name, pattern]) => pattern.test(name === 'health' ? text.split(/[?#]/)[0] ?? '' : host)) ?? []
  return app ?? 'other'
}

/** The host to show, as the browser would really go to it; a scheme such as `weixin:` without one. */
export function hostOf(text: string): string {
  try {
    const url = new URL(text.trim())
    return /^https?:$/.test(url.protocol) ? url.host : url.protocol
  } catch {
    return text.replace(/^[^/]*\/\//, '').split(/[/?#\\]/)[0]?.slice(0, 100) ?? ''
  }
}

function match<Name>(table: readonly (readonly [Name, RegExp])[], text: string): Name | null {
  return table.find(([, pattern]) => pattern.test(text))?.[0] ?? null
}
