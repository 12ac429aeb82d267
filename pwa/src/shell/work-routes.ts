import { withWords, type Route } from './route.ts'
import { breaches, following, objections } from './screen-groups.ts'

/** The desk says of a district what its public page says, in the same words. */
const officeDistricts = (load: Route['load']): Route['load'] => withWords('district', withWords('place', load))

const reviews = (load: Route['load']): Route['load'] => withWords('perkReview', load)

/** Screens of who keeps a shop or sits at the desk. */
export const workRoutes: Route[] = [
  { pattern: '/shops', load: withWords('me', () => import('../features/merchant/ShopsPage.svelte')) },
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
  { pattern: '/shops/:uscc/promises', load: withWords('promise', () => import('../features/merchant/PromisesPage.svelte')) },
  { pattern: '/shops/:uscc/sign/:template', load: withWords('promise', () => import('../features/merchant/PromiseSignPage.svelte')) },
  { pattern: '/office/promises/new', load: withWords('promise', () => import('../features/office/PromisePaperPage.svelte')) },
  { pattern: '/office/imports', load: withWords('desk', () => import('../features/office/ImportsPage.svelte')), wide: true },
  { pattern: '/office/codes/:uscc', load: withWords('desk', () => import('../features/office/CodePage.svelte')) },
  { pattern: '/office/clients', load: withWords('desk', () => import('../features/office/ClientsPage.svelte')), wide: true },
  { pattern: '/shops/:uscc/green-channel', load: following('greenShop') },
  { pattern: '/office/green-channel', load: following('greenDesk') },
  { pattern: '/office/performance', load: following('performance'), wide: true },
  { pattern: '/office/districts', load: officeDistricts(() => import('../features/office/DistrictsDeskPage.svelte')), wide: true },
  { pattern: '/office/districts/new', load: officeDistricts(() => import('../features/office/DistrictEditPage.svelte')), wide: true },
  { pattern: '/office/districts/:code', load: officeDistricts(() => import('../features/office/DistrictEditPage.svelte')), wide: true },
  { pattern: '/office/districts/:code/review', load: officeDistricts(() => import('../features/office/DistrictReviewPage.svelte')), wide: true },
  { pattern: '/office/memberships', load: officeDistricts(() => import('../features/office/MembershipsPage.svelte')), wide: true },
  { pattern: '/office/pins', load: officeDistricts(() => import('../features/office/PinReviewsPage.svelte')), wide: true },
  { pattern: '/shops/:uscc/breaches', load: breaches('BreachShopPage') },
  { pattern: '/shops/:uscc/breaches/:number', load: breaches('BreachShopCasePage') },
  { pattern: '/office/breaches', load: breaches('BreachDeskPage') },
  { pattern: '/office/breaches/:number', load: breaches('BreachCasePage') },
  { pattern: '/office/imports/:id', load: withWords('desk', () => import('../features/office/ImportPage.svelte')), wide: true },
  { pattern: '/shops/:uscc/repair', load: withWords('repair', () => import('../features/repair/RepairsPage.svelte')) },
  { pattern: '/shops/:uscc/repair/:record', load: withWords('repair', () => import('../features/repair/RepairPage.svelte')) },
  { pattern: '/office/repairs', load: withWords('repair', () => import('../features/repair/RepairDeskPage.svelte')), wide: true },
  { pattern: '/office/repairs/:id', load: withWords('repair', () => import('../features/repair/RepairCasePage.svelte')), wide: true },
  { pattern: '/shops/:uscc/objections', load: objections('ObjectionsPage') },
  { pattern: '/shops/:uscc/objections/new/:target', load: objections('ObjectPage') },
  { pattern: '/shops/:uscc/objections/new/:target/:record', load: objections('ObjectPage') },
  { pattern: '/shops/:uscc/objections/:id', load: objections('ObjectionPage') },
  { pattern: '/office/objections', load: objections('DeskPage'), wide: true },
  { pattern: '/office/objections/:id', load: objections('CasePage'), wide: true },
  { pattern: '/office/reviews', load: reviews(() => import('../features/perk-reviews/PerkReviewsPage.svelte')) },
  { pattern: '/office/reviews/:id', load: reviews(() => import('../features/perk-reviews/PerkReviewCasePage.svelte')), wide: true },
  { pattern: '/office/books', load: reviews(() => import('../features/perk-reviews/PerkBooksPage.svelte')) },
  { pattern: '/shops/:uscc/reviews', load: reviews(() => import('../features/perk-reviews/PerkReviewsShopPage.svelte')) },
  { pattern: '/shops/:uscc/reviews/:id', load: reviews(() => import('../features/perk-reviews/PerkReviewShopPage.svelte')) },
  { pattern: '/office/personal-requests', load: withWords('account', () => import('../features/account/AccountCasesPage.svelte')), wide: true },
]
