import { withWords, type Route } from './route.ts'

const who = (load: Route['load']): Route['load'] => withWords('who', load)

/** Screens about who somebody is. */
export const whoRoutes: Route[] = [
  { pattern: '/sign-in/return', load: withWords('account', who(() => import('../features/who/WhoReturnPage.svelte'))) },
  { pattern: '/sign-in/child', load: who(() => import('../features/who/WhoChildSignInPage.svelte')) },
  { pattern: '/me/second-factor', load: withWords('account', () => import('../features/account/AccountSecondFactorPage.svelte')) },
  { pattern: '/me/consents', load: withWords('account', () => import('../features/account/AccountConsentsPage.svelte')) },
  { pattern: '/me/data', load: withWords('account', () => import('../features/account/AccountDataPage.svelte')) },
  { pattern: '/me/devices', load: withWords('account', () => import('../features/account/AccountDevicesPage.svelte')) },
  { pattern: '/join', load: withWords('account', () => import('../features/account/AccountJoinPage.svelte')) },
  { pattern: '/me/account', load: who(() => import('../features/who/WhoAccountPage.svelte')) },
  { pattern: '/me/real-name', load: who(() => import('../features/who/WhoRealNamePage.svelte')) },
  { pattern: '/me/children', load: who(() => import('../features/who/WhoChildrenPage.svelte')) },
  { pattern: '/me/children/:ward', load: who(() => import('../features/who/WhoChildPage.svelte')) },
  { pattern: '/me/shop-claims', load: who(() => import('../features/who/WhoClaimsPage.svelte')) },
  { pattern: '/office/people', load: who(() => import('../features/who/WhoDeskPage.svelte')), wide: true },
]
