import type { Door, DoorGroup } from '../../kit/doors.ts'

const OFFICER: readonly DoorGroup[] = [
  {
    title: 'me.group.cases',
    doors: [
      { href: '/office/breaches', icon: 'warn', title: 'me.breaches' },
      { href: '/office/objections', icon: 'warn', title: 'me.objections' },
      { href: '/office/repairs', icon: 'again', title: 'inbox.repairs' },
      { href: '/office/performance', icon: 'check', title: 'me.performance' },
      { href: '/office/declarations', icon: 'pen', title: 'me.declarations' },
      { href: '/office/districts', icon: 'layers', title: 'me.districts' },
      { href: '/office/perks', icon: 'gift', title: 'me.perkDesk' },
    ],
  },
  {
    title: 'me.group.people',
    doors: [
      { href: '/office/personal-requests', icon: 'file', title: 'me.cases' },
      { href: '/office/people', icon: 'me', title: 'me.people' },
      { href: '/office/access', icon: 'eye', title: 'me.access' },
      { href: '/office/impact', icon: 'book', title: 'me.impact' },
    ],
  },
  {
    title: 'me.group.records',
    doors: [
      { href: '/office/imports', icon: 'upload', title: 'me.office', hint: 'me.officeHint' },
      { href: '/office/promises/new', icon: 'pen', title: 'me.promise' },
      { href: '/office/reports', icon: 'file', title: 'me.creditReports' },
      { href: '/office/green-channel', icon: 'store', title: 'me.green' },
      { href: '/office/clients', icon: 'keys', title: 'me.clients', hint: 'me.clientsHint' },
    ],
  },
  {
    title: 'me.group.account',
    doors: [
      { href: '/me/second-factor', icon: 'keys', title: 'me.secondFactor' },
      { href: '/me/devices', icon: 'mobile', title: 'me.devices' },
    ],
  },
]

const SHOPS: Door = { href: '/shops', icon: 'store', title: 'me.shops' }
const OWN: readonly Door[] = [
  { href: '/pass', icon: 'qr', title: 'me.pass', hint: 'me.passHint' },
  { href: '/perks/mine', icon: 'gift', title: 'me.perks', hint: 'me.perksHint' },
  { href: '/me/file', icon: 'book', title: 'me.file' },
  { href: '/me/pledges', icon: 'pen', title: 'me.pledges' },
]
const REPORTS: Door = { href: '/reports', icon: 'warn', title: 'me.reports' }
const CONSENTS: Door = { href: '/me/consents', icon: 'sliders', title: 'me.consents' }
const DATA: readonly Door[] = [
  { href: '/me/access', icon: 'eye', title: 'me.lookups' },
  { href: '/me/data', icon: 'file', title: 'me.data', hint: 'me.dataHint' },
]
const ACCOUNT: Door = { href: '/me/account', icon: 'me', title: 'me.account', hint: 'me.accountHint' }

/** Where somebody can go from 我的: by what they are, and whether they act for a shop. */
export function meDoors(caller: { kind: string; subjects: readonly unknown[] }): readonly DoorGroup[] {
  if (caller.kind === 'officer') return OFFICER
  const shops = caller.kind === 'merchant' || caller.subjects.length ? [SHOPS] : []
  const own = caller.kind === 'citizen' ? OWN : []
  const consents = caller.kind === 'citizen' ? [CONSENTS] : []
  return [
    { title: 'me.group.own', doors: [...shops, ...own, REPORTS] },
    { title: 'me.group.data', doors: [...DATA.slice(0, 1), ...consents, ...DATA.slice(1)] },
    { title: 'me.group.account', doors: [ACCOUNT] },
  ]
}
