/** What the desk of a shop's code asks the server. */
import { address } from '../../api/address.ts'
import { call, callBlob } from '../../api/client.ts'
import type { BadgeLink, LossWithoutBadge, ShortNameView, TagText, WebBadge } from '../../api/shapes.ts'

/** Every printed code is revoked at once; the answer is the fresh one, or why there is none. */
export const reportLoss = (uscc: string, note: string): Promise<BadgeLink | LossWithoutBadge> =>
  call(address('/api/subjects/{uscc}/badge/loss', { uscc }), { method: 'POST', body: { note } })

export const getShortName = (uscc: string, signal?: AbortSignal): Promise<ShortNameView> =>
  call(address('/api/subjects/{uscc}/short-name', { uscc }), { ...(signal && { signal }) })

export const confirmShortName = (uscc: string, shortName: string): Promise<ShortNameView> =>
  call(address('/api/subjects/{uscc}/short-name', { uscc }), { method: 'PUT', body: { shortName } })

export const getWebBadge = (uscc: string, signal?: AbortSignal): Promise<WebBadge> =>
  call(address('/api/subjects/{uscc}/web-badge', { uscc }), { ...(signal && { signal }) })

export const getTagText = (uscc: string, signal?: AbortSignal): Promise<TagText> =>
  call(address('/api/subjects/{uscc}/badge/nfc', { uscc }), { ...(signal && { signal }) })

export const webBadgeImage = (uscc: string): string => address('/api/subjects/{uscc}/web-badge.svg', { uscc })

export const getPrint = (uscc: string, size: string, marks: boolean): Promise<Blob> =>
  callBlob(address('/api/subjects/{uscc}/poster.pdf', { uscc }), { query: { size, ...(marks && { marks: 'true' }) } })

/** Never from a cache: a picture is kept and printed for months. */
export const getSvg = (uscc: string): Promise<Blob> =>
  callBlob(address('/api/subjects/{uscc}/badge.svg', { uscc }), { fresh: true })

export const getPng = (uscc: string): Promise<Blob> =>
  callBlob(address('/api/subjects/{uscc}/badge.png', { uscc }), { query: { size: 1200 }, fresh: true })
