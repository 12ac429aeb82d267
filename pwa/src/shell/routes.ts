import { matchPath, type Params } from '../kit/match.ts'
import { withWords, type Route } from './route.ts'
import { breaches, following, given } from './screen-groups.ts'

/** Shops, desks and who looked have a table of their own: most people never open it, so it comes when asked for. */
const WORK = /^\/(shops|office|me\/(access|file))(\/|$)/

/** So do perks, with the tills that take them. */
const PERKS = /^\/(perks|r|office\/perks|shops\/[^/]+\/(till|uses|statements|perks|vouchers|advantages|referrals|received|offers))(\/|$)/

/** And the screens about one's own account. */
const WHO = /^\/(me\/(account|real-name|children|shop-claims|consents|data|devices|second-factor)|sign-in\/\w+|office\/people|join)(\/|$)/

/** The app's table of contents. Home is in the first bundle, everything else comes when asked for. */
const routes: Route[] = [
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
  { pattern: '/grades', load: withWords('me', () => import('../features/about/AboutPage.svelte')), tab: 'home' },
  { pattern: '/pass', load: withWords('pass', () => import('../features/pass/PassPage.svelte')) },
  { pattern: '/pass/consent', load: withWords('pass', () => import('../features/pass/ConsentPage.svelte')) },
  { pattern: '/pass/settings', load: withWords('pass', () => import('../features/pass/SettingsPage.svelte')) },
  { pattern: '/pass/lookups', load: withWords('pass', () => import('../features/pass/LookupsPage.svelte')) },
  { pattern: '/me', load: withWords('me', withWords('verify', () => import('../features/settings/MePage.svelte'))), tab: 'me' },
  { pattern: '/inbox', load: withWords('me', () => import('../features/inbox/InboxPage.svelte')) },
  { pattern: '/sign-in', load: withWords('account', () => import('../features/session/SignInPage.svelte')) },
  { pattern: '/commitments', load: withWords('promise', () => import('../features/promises/PromiseBoardPage.svelte')) },
  { pattern: '/matters', load: withWords('promise', () => import('../features/promises/PromiseMattersPage.svelte')) },
  { pattern: '/receipts', load: withWords('promise', () => import('../features/promises/PromiseReceiptPage.svelte')) },
  { pattern: '/receipts/:code', load: withWords('promise', () => import('../features/promises/PromiseReceiptPage.svelte')) },
  { pattern: '/commitments/statistics', load: following('statistics') },
  { pattern: '/commitments/:code', load: withWords('promise', () => import('../features/promises/PromisePage.svelte')) },
  { pattern: '/commitments/:code/signals', load: following('signals') },
  { pattern: '/me/pledges', load: following('pledges') },
  { pattern: '/districts', load: withWords('district', () => import('../features/districts/DistrictsPage.svelte')) },
  { pattern: '/district/:code', load: withWords('district', () => import('../features/districts/DistrictPage.svelte')) },
  { pattern: '/district/:code/members', load: withWords('district', () => import('../features/districts/MembersPage.svelte')) },
  { pattern: '/district/:code/history', load: withWords('district', () => import('../features/districts/HistoryPage.svelte')) },
  { pattern: '/commitments/:code/report', load: breaches('BreachReportPage') },
  { pattern: '/credit-report', load: given('ReportCheckPage') },
  { pattern: '/credit-report/:number', load: given('ReportCheckPage') },
  { pattern: '/shared-report', load: given('SharedReportPage') },
  { pattern: '/reports', load: breaches('BreachReportsPage') },
  { pattern: '/reports/:number', load: breaches('BreachFollowPage') },
]

export async function find(path: string): Promise<{ route: Route; params: Params } | null> {
  if (PERKS.test(path)) return match((await import('./perk-routes.ts')).perkRoutes, path)
  if (WHO.test(path)) return match((await import('./who-routes.ts')).whoRoutes, path)
  return match(WORK.test(path) ? (await import('./work-routes.ts')).workRoutes : routes, path)
}

/** Whether an address is one of the app's own screens. */
export const owns = (path: string): boolean => path === '/' || PERKS.test(path) || WHO.test(path) || WORK.test(path) || match(routes, path) !== null

function match(table: Route[], path: string): { route: Route; params: Params } | null {
  for (const route of table) {
    const params = matchPath(route.pattern, path)
    if (params) return { route, params }
  }
  return null
}
