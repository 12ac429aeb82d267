/** The codes that a shop has had: how each stands, and for a glance which icon and colour say so. */
import { call } from '../../api/client.ts'
import { day } from '../../kit/time.ts'
import type { IconName } from '../../kit/ui/icons.ts'

export type BadgeStatus = 'active' | 'replaced' | 'suspended' | 'revoked' | 'expired'

export interface PastBadge {
  shortCode: string
  shortName: string
  grade: 'A' | 'B' | 'C' | 'D'
  issuedAt: string
  expiresAt: string
  status: BadgeStatus
  statusName: string
  reason: string
  statusAt: string
}

/** Newest first. `renewBy`: the last day of the printed code that ends first. */
export interface BadgeHistory {
  items: PastBadge[]
  renewBy: string | null
  renewDue: boolean
  renewNotice: string
}

export const listBadges = (uscc: string, signal?: AbortSignal): Promise<BadgeHistory> =>
  call(`/api/subjects/${encodeURIComponent(uscc)}/badges`, { ...(signal && { signal }) })

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
