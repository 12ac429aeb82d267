/** The screens of who is given a report: checking it, and reading a shared one. */
export { default as ReportCheckPage } from './ReportCheckPage.svelte'
export { default as SharedReportPage } from './SharedReportPage.svelte'
