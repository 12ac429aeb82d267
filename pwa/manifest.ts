import type { ManifestOptions } from 'vite-plugin-pwa'

/** What the phone's launcher knows about the app. */
export const manifest: Partial<ManifestOptions> = {
  id: '/',
  start_url: '/',
  scope: '/',
  name: '信用青海',
  short_name: '信用青海',
  description: '扫一扫商户码，看清一家店的信用等级、依据和承诺。',
  lang: 'zh-CN',
  dir: 'ltr',
  display: 'standalone',
  orientation: 'portrait',
  theme_color: '#0a446b',
  background_color: '#f5f7f8',
  categories: ['government', 'shopping', 'utilities'],
  icons: [
    { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
  ],
  screenshots: [
    {
      src: '/icons/screenshot-home.png',
      sizes: '780x1688',
      type: 'image/png',
      form_factor: 'narrow',
      label: '首页：扫商户码、查店',
    },
  ],
  shortcuts: [
    { name: '扫一扫', url: '/scan', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
    { name: '信用码', url: '/pass', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
    { name: '查一家店', url: '/search', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
  ],
  share_target: {
    action: '/open',
    method: 'GET',
    enctype: 'application/x-www-form-urlencoded',
    params: { title: 'title', text: 'text', url: 'url' },
  },
}
