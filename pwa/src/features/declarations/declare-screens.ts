/** The screens of self-declared information; they come in one piece. */
export { default as DeclarationPage } from './DeclarationPage.svelte'
export { default as DeclarationsPage } from './DeclarationsPage.svelte'
export { default as DeclaredPage } from './DeclaredPage.svelte'
export { default as DeclarePage } from './DeclarePage.svelte'
export { default as DeskPage } from './DeclarationDeskPage.svelte'
export { default as CasePage } from './DeclarationCasePage.svelte'
