/** Screens about keeping one's word. One name in the first bundle stands for all of them. */
export const screens = {
  pledges: () => import('../features/commitments-pledges/PledgesPage.svelte'),
  signals: () => import('../features/commitments-following/SignalsPage.svelte'),
  performance: () => import('../features/commitments-following/PerformancePage.svelte'),
  greenDesk: () => import('../features/commitments-green/GreenDeskPage.svelte'),
  greenShop: () => import('../features/commitments-green/GreenShopPage.svelte'),
  statistics: () => import('../features/commitments-statistics/StatisticsPage.svelte'),
}
