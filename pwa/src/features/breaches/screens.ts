/** The screens about broken promises; they come in one piece. */
export { default as BreachCasePage } from './BreachCasePage.svelte'
export { default as BreachDeskPage } from './BreachDeskPage.svelte'
export { default as BreachFollowPage } from './BreachFollowPage.svelte'
export { default as BreachReportPage } from './BreachReportPage.svelte'
export { default as BreachReportsPage } from './BreachReportsPage.svelte'
export { default as BreachShopCasePage } from './BreachShopCasePage.svelte'
export { default as BreachShopPage } from './BreachShopPage.svelte'
