/** What the desk of a shop's code asks the server. */
import { call, callBlob } from '../../api/client.ts'
import type { BadgeLink } from '../../api/shapes.ts'

export interface ShortNameView {
  current: string
  confirmedAt: string | null
  suggestions: { text: string; rule: string; ruleName: string }[]
  maxCharacters: number
  maxBytes: number
}

const of = (uscc: string, rest: string): string => `/api/subjects/${encodeURIComponent(uscc)}/${rest}`

/** Every printed code is revoked at once; the answer is the fresh one. */
export const reportLoss = (uscc: string, note: string): Promise<BadgeLink> =>
  call(of(uscc, 'badge/loss'), { method: 'POST', body: { note } })

export const getShortName = (uscc: string, signal?: AbortSignal): Promise<ShortNameView> =>
  call(of(uscc, 'short-name'), { ...(signal && { signal }) })

export const confirmShortName = (uscc: string, shortName: string): Promise<ShortNameView> =>
  call(of(uscc, 'short-name'), { method: 'PUT', body: { shortName } })

export const getWebBadge = (uscc: string, signal?: AbortSignal): Promise<{ html: string; htmlWithScript: string }> =>
  call(of(uscc, 'web-badge'), { ...(signal && { signal }) })

/** `tag`: which one to buy; `size`: bytes on it; `messageHex`: the whole NDEF message, for makers of tags. */
export interface TagText {
  url: string
  tag: string
  size: number
  messageHex: string
}

export const getTagText = (uscc: string, signal?: AbortSignal): Promise<TagText> =>
  call(of(uscc, 'badge/nfc'), { ...(signal && { signal }) })

export const webBadgeImage = (uscc: string): string => of(uscc, 'web-badge.svg')

export const getPrint = (uscc: string, size: string, marks: boolean): Promise<Blob> =>
  callBlob(of(uscc, 'poster.pdf'), { query: { size, ...(marks && { marks: 'true' }) } })

export const getPicture = (uscc: string, kind: 'svg' | 'png'): Promise<Blob> =>
  callBlob(of(uscc, `badge.${kind}`), { query: kind === 'png' ? { size: 1200 } : {}, fresh: true })
