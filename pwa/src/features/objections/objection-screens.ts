/** The screens of objections; they come in one piece. */
export { default as CasePage } from './CasePage.svelte'
export { default as DeskPage } from './DeskPage.svelte'
export { default as ObjectionPage } from './ObjectionPage.svelte'
export { default as ObjectionsPage } from './ObjectionsPage.svelte'
export { default as ObjectPage } from './ObjectPage.svelte'
