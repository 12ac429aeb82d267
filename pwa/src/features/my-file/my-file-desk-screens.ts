/** The desk's side: looks that stand out, a shop's file with a purpose, impact reports. */
export { default as AnomaliesPage } from './AnomaliesPage.svelte'
export { default as AnomalyPage } from './AnomalyPage.svelte'
export { default as DeskFilePage } from './DeskFilePage.svelte'
export { default as ImpactPage } from './ImpactPage.svelte'
export { default as ImpactReportPage } from './ImpactReportPage.svelte'
