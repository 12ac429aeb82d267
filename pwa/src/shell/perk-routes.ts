/** Where the screens of perks (权益) are. */
import { withWords, type Route } from './route.ts'

export const perkRoutes: Route[] = [
  { pattern: '/perks', load: withWords('perk', () => import('../features/perks/PerksPage.svelte')), tab: 'perks' },
  { pattern: '/perks/mine', load: withWords('perk', () => import('../features/perks/PerkMinePage.svelte')), tab: 'perks' },
  { pattern: '/perks/mine/:id', load: withWords('perk', () => import('../features/perks/PerkVoucherPage.svelte')) },
  { pattern: '/perks/facts', load: withWords('perk', () => import('../features/perks/PerkFactsPage.svelte')) },
  { pattern: '/perks/:id', load: withWords('perk', () => import('../features/perks/PerkPage.svelte')) },
  { pattern: '/perks/:id/draw', load: withWords('perk', () => import('../features/perks/PerkDrawPage.svelte')) },
  { pattern: '/r', load: withWords('perk', () => import('../features/till/PerkShownPage.svelte')) },
  { pattern: '/shops/:uscc/till', load: withWords('perk', withWords('verify', () => import('../features/till/PerkTillPage.svelte'))) },
  { pattern: '/shops/:uscc/statements', load: withWords('perk', () => import('../features/till/PerkStatementsPage.svelte')) },
  { pattern: '/shops/:uscc/uses', load: withWords('perk', () => import('../features/till/PerkUsesPage.svelte')) },
  { pattern: '/office/perks/lines', load: withWords('perk', () => import('../features/office/PerkLinesPage.svelte')), wide: true },
  { pattern: '/office/perks', load: withWords('perk', () => import('../features/office/PerkDeskPage.svelte')), wide: true },
]
