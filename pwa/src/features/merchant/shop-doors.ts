import type { Key } from '../../i18n/index.svelte.ts'
import type { Door, DoorGroup } from '../../kit/doors.ts'

interface Row extends Omit<Door, 'href'> {
  path: string
  /** Who sees it besides the owner; without: everybody who acts for the shop. */
  roles?: readonly string[]
  /** Only they: an owner finds it elsewhere. */
  only?: boolean
}

// 店员 shows the badge; promises, reports and repairs are the owner's to make.
const OWNER: readonly string[] = []
const GROUPS: readonly { title: Key; rows: readonly Row[] }[] = [
  {
    title: 'shops.group.daily',
    rows: [
      { path: 'till', icon: 'scan', title: 'shops.till', roles: ['redeem'] },
      { path: 'uses', icon: 'check', title: 'shops.uses', roles: ['redeem', 'finance'] },
      { path: 'hours', icon: 'clock', title: 'shops.hours' },
      { path: 'place', icon: 'pin', title: 'shops.place', roles: OWNER },
      { path: '', icon: 'store', title: 'shops.page' },
    ],
  },
  {
    title: 'shops.group.promises',
    rows: [
      { path: 'promises', icon: 'pen', title: 'shops.sign', roles: OWNER },
      { path: 'breaches', icon: 'warn', title: 'shops.breaches', roles: OWNER },
      { path: 'district', icon: 'layers', title: 'shops.district', roles: OWNER },
      { path: 'green-channel', icon: 'check', title: 'shops.green' },
    ],
  },
  {
    title: 'shops.group.credit',
    rows: [
      { path: 'why', icon: 'info', title: 'why.title' },
      { path: 'file', icon: 'file', title: 'shops.file', hint: 'shops.fileHint', roles: OWNER },
      { path: 'reports', icon: 'file', title: 'shops.reports', roles: OWNER },
      { path: 'repair', icon: 'again', title: 'inbox.shopRepair', roles: OWNER },
      { path: 'objections', icon: 'warn', title: 'shops.objections', roles: OWNER },
    ],
  },
  {
    title: 'shops.group.perks',
    rows: [
      { path: 'advantages', icon: 'gift', title: 'shops.advantages', hint: 'shops.advantagesHint', roles: OWNER },
      { path: 'perks', icon: 'gift', title: 'shops.perks', roles: OWNER },
      { path: 'offers', icon: 'share', title: 'shops.offers', hint: 'shops.offersHint', roles: OWNER },
      { path: 'received', icon: 'store', title: 'shops.received', roles: ['finance'], only: true },
    ],
  },
  {
    title: 'shops.group.staff',
    rows: [{ path: 'staff', icon: 'me', title: 'shops.staff', hint: 'shops.staffHint', roles: OWNER }],
  },
]
const PUBLIC = new Set(['', 'why'])

const hrefOf = (uscc: string, path: string): string =>
  PUBLIC.has(path) ? `/m/${uscc}${path && `/${path}`}` : `/shops/${uscc}/${path}`

/** Where somebody in this role can go from their shop. */
export function shopDoors(uscc: string, role: string): DoorGroup[] {
  const sees = (row: Row): boolean => !row.roles || (role === 'owner' && !row.only) || row.roles.includes(role)
  return GROUPS.map(({ title, rows }) => ({
    title,
    doors: rows.filter(sees).map((row) => ({ href: hrefOf(uscc, row.path), icon: row.icon, title: row.title, hint: row.hint })),
  }))
}
