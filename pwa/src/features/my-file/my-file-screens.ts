/** The screens of one's own file and who looked at it; they come in one piece. */
export { default as AccessPage } from './AccessPage.svelte'
export { default as OwnFilePage } from './OwnFilePage.svelte'
export { default as ShopFilePage } from './ShopFilePage.svelte'
export { default as SuggestionsPage } from './SuggestionsPage.svelte'
