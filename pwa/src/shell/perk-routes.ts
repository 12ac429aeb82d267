/** Where the screens of perks (权益) are. */
import { withWords, type Route } from './route.ts'

/** Screens of who runs a shop or provides perks have words of their own, beside those of perks. */
const work = (load: Route['load']): Route['load'] => withWords('perk', withWords('perkwork', load))

export const perkRoutes: Route[] = [
  { pattern: '/perks', load: withWords('perk', () => import('../features/perks/PerksPage.svelte')), tab: 'perks' },
  { pattern: '/perks/mine', load: withWords('perk', () => import('../features/perks/PerkMinePage.svelte')), tab: 'perks' },
  { pattern: '/perks/mine/:id', load: withWords('perk', () => import('../features/perks/PerkVoucherPage.svelte')) },
  { pattern: '/perks/facts', load: withWords('perk', () => import('../features/perks/PerkFactsPage.svelte')) },
  { pattern: '/perks/advantages', load: work(() => import('../features/perk-shop/PerkAdvantagesPage.svelte')) },
  { pattern: '/perks/:id', load: withWords('perk', () => import('../features/perks/PerkPage.svelte')) },
  { pattern: '/perks/:id/draw', load: withWords('perk', () => import('../features/perks/PerkDrawPage.svelte')) },
  { pattern: '/r', load: withWords('perk', () => import('../features/till/PerkShownPage.svelte')) },
  { pattern: '/shops/:uscc/till', load: withWords('perk', withWords('verify', () => import('../features/till/PerkTillPage.svelte'))) },
  { pattern: '/shops/:uscc/statements', load: withWords('perk', () => import('../features/till/PerkStatementsPage.svelte')) },
  { pattern: '/shops/:uscc/uses', load: withWords('perk', () => import('../features/till/PerkUsesPage.svelte')) },
  { pattern: '/office/perks/lines', load: withWords('perk', () => import('../features/office/PerkLinesPage.svelte')), wide: true },
  { pattern: '/shops/:uscc/perks', load: work(() => import('../features/perks/PerkShopPage.svelte')) },
  { pattern: '/shops/:uscc/perks/:id', load: withWords('perk', () => import('../features/perks/PerkPage.svelte')) },
  { pattern: '/shops/:uscc/vouchers/:id', load: withWords('perk', () => import('../features/perks/PerkVoucherPage.svelte')) },
  { pattern: '/shops/:uscc/advantages', load: work(() => import('../features/perk-shop/PerkShopAdvantagesPage.svelte')) },
  { pattern: '/shops/:uscc/referrals', load: work(() => import('../features/perk-shop/PerkReferralsPage.svelte')) },
  { pattern: '/shops/:uscc/referrals/new/:perk', load: work(() => import('../features/perk-shop/PerkReferPage.svelte')) },
  { pattern: '/shops/:uscc/referrals/:number', load: work(() => import('../features/perk-shop/PerkReferralPage.svelte')) },
  { pattern: '/shops/:uscc/received', load: work(() => import('../features/perk-shop/PerkReceivedPage.svelte')) },
  { pattern: '/shops/:uscc/offers', load: work(() => import('../features/perk-offer/PerkOffersPage.svelte')) },
  { pattern: '/shops/:uscc/offers/new', load: work(() => import('../features/perk-offer/PerkOfferPage.svelte')) },
  { pattern: '/shops/:uscc/offers/:id', load: work(() => import('../features/perk-offer/PerkOfferPage.svelte')) },
  { pattern: '/office/perks', load: withWords('perk', () => import('../features/office/PerkDeskPage.svelte')), wide: true },
  { pattern: '/office/perks/new', load: work(() => import('../features/perk-offer/PerkOfferPage.svelte')) },
  { pattern: '/office/perks/revocations', load: work(() => import('../features/office/PerkRevocationsPage.svelte')), wide: true },
  { pattern: '/office/perks/:id', load: work(() => import('../features/perk-offer/PerkOfferPage.svelte')) },
]
