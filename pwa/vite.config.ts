import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { manifest } from './manifest.ts'
import { oldSelectors } from './scripts/old-selectors.ts'

const api = process.env.CREDIT_API ?? 'http://127.0.0.1:8000'

const CORE =
  /vite\/preload-helper|rolldown\/runtime|node_modules\/(svelte|esm-env)|src\/(i18n\/(?!en|\w+\.(?:zh|en)\.ts)|kit\/(router|match|prefs|net|time|recent|host|install|speech|held-until)|kit\/ui\/(Icon|icons|Seal|Ridges|TopBar|Empty)|parts\/RecentRow)/
const COMMON =
  /src\/(api|parts\/(?!RecentRow|SubjectRow|SignedIn|Refusal|draw-code|badge\/|district\/|photos\/|Timeline|PlaceRows|promise\/|prove\/|code\/|scan\/|perk\/)|kit\/(resource|saved|session|clock)|kit\/ui\/(Bones|Failure|Sheet|Waiting)|node_modules\/idb-keyval)/

// What the map shares with a few other screens: they must not fetch the map for it.
const SMALL = /src\/kit\/(copy|ui\/Choice)/

// Each comes in one piece, when its first screen is opened; the worker then keeps it.
const MAP = /src\/(map\/(?!leaflet\/desk|packs\/(store|download|unzip))|features\/map(?!\/packs\/(OfflineSheet|PackRow|RoomNote|room|downloads))|i18n\/map\.zh)|node_modules\/(topojson-client|leaflet\/src\/(core|dom|geo|geometry|map|layer\/(Layer|LayerGroup|tile)))/
/** Taking counties offline: who opens that sheet. What unpacks gzip for old iPhones is fetched by those alone. */
const MAP_OFFLINE = /src\/(map\/packs\/(download|unzip)|features\/map\/packs\/)/
const MAP_UNZIP = /node_modules\/fflate/
/** The rest of Leaflet: drawing boundaries, setting pins. */
const MAP_DESK = /src\/map\/leaflet\/desk|node_modules\/leaflet/
// What the map, the district pages and the desk share of districts: neither brings the other along.
const DISTRICT_PARTS = /src\/parts\/district/
/** The door and the refusals of screens for who is signed in; else the first large group takes them. */
const DOOR = /src\/(parts\/(SignedIn|Refusal)|kit\/personal)/
// Lists that come in pages: desks and a few others.
const LISTS = /src\/kit\/(pages|ui\/ListEnd)/
// Reports of broken promises in one piece: each file's name counts in the first route.
const BREACH = /src\/(features\/breaches|i18n\/breach\.zh|parts\/photos)/
const DISTRICT = /src\/(features\/districts|i18n\/district\.zh)/

// Chromium 87 is what old Chinese WebViews still run; Safari 14 is the oldest iPhone we serve.
const targets = ['chrome87', 'safari14']

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(process.env.npm_package_version ?? '0') },
  // Half of Leaflet, from its source modules (src/map/leaflet): desks get the rest when they ask for it.
  resolve: { alias: [{ find: /^leaflet$/, replacement: new URL('src/map/leaflet/desk.ts', import.meta.url).pathname }] },
  optimizeDeps: { exclude: ['leaflet'] },
  plugins: [
    svelte(),
    oldSelectors(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      registerType: 'prompt',
      injectRegister: null,
      manifest,
      injectManifest: {
        rollupFormat: 'iife',
        // Of these the worker fetches some only when they are first used: src/sw/later.ts.
        globPatterns: ['**/*.{js,css,html,svg,webmanifest}', 'icons/icon-192.png', 'geo/*.json'],
        globIgnores: ['**/zxing*'],
        target: targets,
      },
    }),
  ],
  build: {
    target: targets,
    // One shared chunk beside the first route: on a slow network each request costs a round trip.
    rollupOptions: { output: { codeSplitting: { groups: [{ name: 'core', test: CORE, priority: 2 }, { name: 'common', test: COMMON, priority: 1 }, { name: 'district-parts', test: DISTRICT_PARTS, priority: 1 }, { name: 'small', test: SMALL, priority: 1 }, { name: 'perk-parts', test: /src\/parts\/perk\/(?!chain)/, priority: 1 }, { name: 'perk-offer', test: /src\/features\/perk-offer\/(PerkField|perk-draft)/ }, { name: 'map', test: MAP }, { name: 'map-offline', test: MAP_OFFLINE }, { name: 'map-unzip', test: MAP_UNZIP }, { name: 'map-desk', test: MAP_DESK }, { name: 'district', test: DISTRICT }, { name: 'door', test: DOOR, priority: 1 }, { name: 'lists', test: LISTS, priority: 1 }, { name: 'breach', test: BREACH }] } } },
    manifest: true, modulePreload: { polyfill: false }, reportCompressedSize: false },
  worker: { format: 'iife', rollupOptions: { output: { entryFileNames: 'assets/[name]-[hash].js' } } },
  server: {
    proxy: Object.fromEntries(['/api', '/v/', '/health'].map((path) => [path, { target: api }])),
  },
  preview: {
    proxy: Object.fromEntries(['/api', '/health'].map((path) => [path, { target: api }])),
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
} as Parameters<typeof defineConfig>[0])
