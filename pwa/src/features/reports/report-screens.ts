/** The screens of who has a report or looks one up at the desk; they come in one piece. */
export { default as ClearancePage } from './ClearancePage.svelte'
export { default as HeldPage } from './HeldPage.svelte'
export { default as LookupsPage } from './LookupsPage.svelte'
export { default as ReportDeskPage } from './ReportDeskPage.svelte'
export { default as ReportPage } from './ReportPage.svelte'
export { default as ReportsPage } from './ReportsPage.svelte'
export { default as SharingPage } from './SharingPage.svelte'
