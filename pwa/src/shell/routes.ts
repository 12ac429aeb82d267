import type { Component } from 'svelte'
import { addWords, type Part } from '../i18n/index.svelte.ts'
import { matchPath, type Params } from '../kit/match.ts'

type Screens = typeof import('./follow-screens.ts').screens
// Screens take their path parameters as props of the same name.
type Screen = Component<any> // eslint-disable-line @typescript-eslint/no-explicit-any
export type Tab = 'home' | 'map' | 'scan' | 'pass' | 'me'

interface Route {
  pattern: string
  load: () => Promise<{ default: Screen }>
  /** The tab that lights up; without one the screen has no tab bar. */
  tab?: Tab
  /** Wide screens for desk work. */
  wide?: boolean
}

/** A screen that brings words of its own. */
const withWords = (part: Part, load: Route['load']): Route['load'] => async () => {
  const [screen] = await Promise.all([load(), addWords(part)])
  return screen
}

/** The desk says of a district what its public page says, in the same words. */
const officeDistricts = (load: Route['load']): Route['load'] => withWords('district', withWords('place', load))

/** Screens about keeping one's word: their own table of contents comes with the first of them. */
const followScreen = (name: keyof Screens): Route['load'] => withWords('follow', async () => (await import('./follow-screens.ts')).screens[name]())

/** One file with all of them: a name of its own for each would weigh on the first route. */
const breach = (name: keyof typeof import('../features/breaches/screens.ts')): Route['load'] =>
  withWords('breach', async () => ({ default: (await import('../features/breaches/screens.ts'))[name] }))

/** The app's table of contents. Home is in the first bundle, everything else comes when asked for. */
export const routes: Route[] = [
  { pattern: '/search', load: () => import('../features/subjects/SearchPage.svelte'), tab: 'home' },
  { pattern: '/map', load: withWords('map', () => import('../features/map/MapPage.svelte')), tab: 'map' },
  { pattern: '/scan', load: withWords('verify', () => import('../features/codes/ScanPage.svelte')) },
  { pattern: '/open', load: withWords('verify', () => import('../features/codes/OpenPage.svelte')) },
  { pattern: '/v/:digits', load: withWords('verify', () => import('../features/codes/VerdictPage.svelte')) },
  { pattern: '/v', load: withWords('verify', () => import('../features/codes/PersonPage.svelte')) },
  { pattern: '/person', load: withWords('verify', () => import('../features/codes/PersonPage.svelte')) },
  { pattern: '/code/:short', load: withWords('verify', () => import('../features/codes/VerdictPage.svelte')) },
  { pattern: '/m/:uscc', load: () => import('../features/subjects/MerchantPage.svelte') },
  { pattern: '/m/:uscc/why', load: () => import('../features/subjects/WhyPage.svelte') },
  { pattern: '/m/:uscc/records', load: () => import('../features/subjects/RecordsPage.svelte') },
  { pattern: '/grades', load: () => import('../features/about/AboutPage.svelte'), tab: 'home' },
  { pattern: '/pass', load: withWords('pass', () => import('../features/pass/PassPage.svelte')) },
  { pattern: '/pass/consent', load: withWords('pass', () => import('../features/pass/ConsentPage.svelte')) },
  { pattern: '/pass/settings', load: withWords('pass', () => import('../features/pass/SettingsPage.svelte')) },
  { pattern: '/pass/lookups', load: withWords('pass', () => import('../features/pass/LookupsPage.svelte')) },
  { pattern: '/me', load: withWords('me', withWords('verify', () => import('../features/settings/MePage.svelte'))), tab: 'me' },
  { pattern: '/sign-in', load: withWords('account', () => import('../features/session/SignInPage.svelte')) },
  { pattern: '/me/second-factor', load: withWords('account', () => import('../features/account/AccountSecondFactorPage.svelte')) },
  { pattern: '/me/devices', load: withWords('account', () => import('../features/account/AccountDevicesPage.svelte')) },
  { pattern: '/shops', load: () => import('../features/merchant/ShopsPage.svelte') },
  { pattern: '/shops/:uscc/badge', load: withWords('desk', () => import('../features/merchant/BadgePage.svelte')) },
  { pattern: '/shops/:uscc/code', load: withWords('desk', () => import('../features/merchant/BadgeDeskPage.svelte')) },
  { pattern: '/shops/:uscc/code/print', load: withWords('desk', () => import('../features/merchant/PrintPage.svelte')) },
  { pattern: '/shops/:uscc/code/web', load: withWords('desk', () => import('../features/merchant/WebBadgePage.svelte')) },
  { pattern: '/shops/:uscc/code/history', load: withWords('desk', () => import('../features/merchant/HistoryPage.svelte')) },
  { pattern: '/shops/:uscc/code/name', load: withWords('desk', () => import('../features/merchant/ShortNamePage.svelte')) },
  { pattern: '/shops/:uscc/district', load: withWords('place', () => import('../features/merchant/MembershipPage.svelte')) },
  { pattern: '/shops/:uscc/hours', load: withWords('place', () => import('../features/merchant/HoursPage.svelte')) },
  { pattern: '/shops/:uscc/place', load: withWords('place', () => import('../features/merchant/PinPage.svelte')) },
  { pattern: '/shops/:uscc/staff', load: withWords('account', () => import('../features/account/AccountStaffPage.svelte')) },
  { pattern: '/join', load: withWords('account', () => import('../features/account/AccountJoinPage.svelte')) },
  { pattern: '/shops/:uscc/promises', load: withWords('promise', () => import('../features/merchant/PromisesPage.svelte')) },
  { pattern: '/shops/:uscc/sign/:template', load: withWords('promise', () => import('../features/merchant/PromiseSignPage.svelte')) },
  { pattern: '/commitments', load: withWords('promise', () => import('../features/promises/PromiseBoardPage.svelte')) },
  { pattern: '/matters', load: withWords('promise', () => import('../features/promises/PromiseMattersPage.svelte')) },
  { pattern: '/receipts', load: withWords('promise', () => import('../features/promises/PromiseReceiptPage.svelte')) },
  { pattern: '/receipts/:code', load: withWords('promise', () => import('../features/promises/PromiseReceiptPage.svelte')) },
  { pattern: '/office/promises/new', load: withWords('promise', () => import('../features/office/PromisePaperPage.svelte')) },
  { pattern: '/office/imports', load: withWords('desk', () => import('../features/office/ImportsPage.svelte')), wide: true },
  { pattern: '/office/codes/:uscc', load: withWords('desk', () => import('../features/office/CodePage.svelte')) },
  { pattern: '/office/clients', load: withWords('desk', () => import('../features/office/ClientsPage.svelte')), wide: true },
  { pattern: '/commitments/statistics', load: followScreen('statistics') },
  { pattern: '/commitments/:code', load: withWords('promise', () => import('../features/promises/PromisePage.svelte')) },
  { pattern: '/commitments/:code/signals', load: followScreen('signals') },
  { pattern: '/me/pledges', load: followScreen('pledges') },
  { pattern: '/shops/:uscc/green-channel', load: followScreen('greenShop') },
  { pattern: '/office/green-channel', load: followScreen('greenDesk') },
  { pattern: '/office/performance', load: followScreen('performance'), wide: true },
  { pattern: '/districts', load: withWords('district', () => import('../features/districts/DistrictsPage.svelte')) },
  { pattern: '/district/:code', load: withWords('district', () => import('../features/districts/DistrictPage.svelte')) },
  { pattern: '/district/:code/members', load: withWords('district', () => import('../features/districts/MembersPage.svelte')) },
  { pattern: '/district/:code/history', load: withWords('district', () => import('../features/districts/HistoryPage.svelte')) },
  { pattern: '/office/districts', load: officeDistricts(() => import('../features/office/DistrictsDeskPage.svelte')), wide: true },
  { pattern: '/office/districts/new', load: officeDistricts(() => import('../features/office/DistrictEditPage.svelte')), wide: true },
  { pattern: '/office/districts/:code', load: officeDistricts(() => import('../features/office/DistrictEditPage.svelte')), wide: true },
  { pattern: '/office/districts/:code/review', load: officeDistricts(() => import('../features/office/DistrictReviewPage.svelte')), wide: true },
  { pattern: '/office/memberships', load: officeDistricts(() => import('../features/office/MembershipsPage.svelte')), wide: true },
  { pattern: '/office/pins', load: officeDistricts(() => import('../features/office/PinReviewsPage.svelte')), wide: true },
  { pattern: '/commitments/:code/report', load: breach('BreachReportPage') },
  { pattern: '/reports', load: breach('BreachReportsPage') },
  { pattern: '/reports/:number', load: breach('BreachFollowPage') },
  { pattern: '/shops/:uscc/breaches', load: breach('BreachShopPage') },
  { pattern: '/shops/:uscc/breaches/:number', load: breach('BreachShopCasePage') },
  { pattern: '/office/breaches', load: breach('BreachDeskPage') },
  { pattern: '/office/breaches/:number', load: breach('BreachCasePage') },
  { pattern: '/office/imports/:id', load: withWords('desk', () => import('../features/office/ImportPage.svelte')), wide: true },
]

export function find(path: string): { route: Route; params: Params } | null {
  for (const route of routes) {
    const params = matchPath(route.pattern, path)
    if (params) return { route, params }
  }
  return null
}

export const owns = (path: string): boolean => path === '/' || find(path) !== null
