/** Which status lists a phone holds: every merchant list, and the citizen lists that a pass may name now. */
import type { Bundle } from '../verify/index.ts'

const MERCHANT = 1
const CITIZEN = 2
const DAY = 86_400
const SHANGHAI = 8 * 3600
const PASS = 930 // a pass of yesterday's last quarter still shows after midnight
const CITIZEN_LISTS = 24

/** The number of the citizen list for passes issued at `at` (unix s): their day in Asia/Shanghai. */
export const citizenList = (at: number): number => Math.floor((at + SHANGHAI) / DAY) % CITIZEN_LISTS

export function wantedLists(bundle: Bundle, now: number): string[] {
  const days = new Set([now - PASS, now, now + DAY].map(citizenList))
  return bundle.lists
    .filter((list) => list.use === MERCHANT || (list.use === CITIZEN && days.has(list.number)))
    .map((list) => list.id)
}
