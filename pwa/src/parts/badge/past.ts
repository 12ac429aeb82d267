/** The codes that a shop has had: how each stands, and for a glance which icon and colour say so. */
import { address } from '../../api/address.ts'
import { call } from '../../api/client.ts'
import type { BadgeHistory, PastBadge } from '../../api/shapes.ts'
import { day } from '../../kit/time.ts'
import type { IconName } from '../../kit/ui/icons.ts'

export type BadgeStatus = PastBadge['status']

export const listBadges = (uscc: string, signal?: AbortSignal): Promise<BadgeHistory> =>
  call(address('/api/subjects/{uscc}/badges', { uscc }), { ...(signal && { signal }) })

/** The last day on which a code counts: it ends with that day, at the next midnight. */
export const lastDay = (expiresAt: string): string => day(new Date(Date.parse(expiresAt) - 1000).toISOString())

/** The word always stands beside the mark. */
export const MARKS: Record<BadgeStatus, { icon: IconName; tone: 'good' | 'bad' | 'neutral' }> = {
  active: { icon: 'check', tone: 'good' },
  replaced: { icon: 'again', tone: 'neutral' },
  suspended: { icon: 'warn', tone: 'bad' },
  revoked: { icon: 'close', tone: 'bad' },
  expired: { icon: 'clock', tone: 'neutral' },
}

/** The code that stands for the shop now: the active one, else the newest. */
export function presentBadge(history: BadgeHistory): PastBadge | null {
  return history.items.find((one) => one.status === 'active') ?? history.items[0] ?? null
}

/** Whether a printed code is left that a report or an officer can still end. */
export const mayEnd = (history: BadgeHistory, now = Date.now()): boolean =>
  history.items.some((one) => one.status !== 'revoked' && one.status !== 'expired' && Date.parse(one.expiresAt) > now)
