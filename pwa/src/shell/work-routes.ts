import { withWords, type Route } from './route.ts'
import { breaches, following, objections, reports } from './screen-groups.ts'

/** The desk says of a district what its public page says, in the same words. */
const officeDistricts = (load: Route['load']): Route['load'] => withWords('district', withWords('place', load))

const reviews = (load: Route['load']): Route['load'] => withWords('perkReview', load)

/** One's own file and who looked at it, for people and shops. */
const files = (name: keyof typeof import('../features/my-file/my-file-screens.ts')): Route['load'] =>
  withWords('file', async () => ({ default: (await import('../features/my-file/my-file-screens.ts'))[name] }))

const filesDesk = (name: keyof typeof import('../features/my-file/my-file-desk-screens.ts')): Route['load'] =>
  withWords('file', async () => ({ default: (await import('../features/my-file/my-file-desk-screens.ts'))[name] }))

const declarations = (name: keyof typeof import('../features/declarations/declare-screens.ts')): Route['load'] =>
  withWords('file', async () => ({ default: (await import('../features/declarations/declare-screens.ts'))[name] }))

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
  { pattern: '/shops/:uscc/sign/:template', load: withWords('who', withWords('promise', () => import('../features/merchant/PromiseSignPage.svelte'))) },
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
  { pattern: '/shops/:uscc/reports', load: reports('ReportsPage') },
  { pattern: '/shops/:uscc/reports/clearance', load: reports('ClearancePage') },
  { pattern: '/shops/:uscc/reports/sharing', load: reports('SharingPage') },
  { pattern: '/shops/:uscc/reports/lookups', load: reports('LookupsPage') },
  { pattern: '/shops/:uscc/reports/held', load: reports('HeldPage') },
  { pattern: '/shops/:uscc/reports/:number', load: reports('ReportPage') },
  { pattern: '/office/reports', load: reports('ReportDeskPage'), wide: true },
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
  { pattern: '/me/access', load: files('AccessPage') },
  { pattern: '/me/file', load: files('OwnFilePage') },
  { pattern: '/shops/:uscc/access', load: files('AccessPage') },
  { pattern: '/shops/:uscc/file', load: files('ShopFilePage') },
  { pattern: '/shops/:uscc/suggestions', load: files('SuggestionsPage') },
  { pattern: '/shops/:uscc/declarations', load: declarations('DeclarationsPage') },
  { pattern: '/shops/:uscc/declarations/:id', load: declarations('DeclarationPage') },
  { pattern: '/shops/:uscc/declare/:form', load: declarations('DeclarePage') },
  { pattern: '/shops/:uscc/declared', load: declarations('DeclaredPage') },
  { pattern: '/office/declarations', load: declarations('DeskPage'), wide: true },
  { pattern: '/office/declarations/:id', load: declarations('CasePage'), wide: true },
  { pattern: '/office/access', load: filesDesk('AnomaliesPage'), wide: true },
  { pattern: '/office/access/:id', load: filesDesk('AnomalyPage'), wide: true },
  { pattern: '/office/file/:uscc', load: filesDesk('DeskFilePage'), wide: true },
  { pattern: '/office/impact', load: filesDesk('ImpactPage'), wide: true },
  { pattern: '/office/impact/:code', load: filesDesk('ImpactReportPage'), wide: true },
  { pattern: '/office/personal-requests', load: withWords('account', () => import('../features/account/AccountCasesPage.svelte')), wide: true },
]
