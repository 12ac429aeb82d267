/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { isLater, isOfMap } from './later.ts'

interface BuiltFile { url: string; revision: string | null }
declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: BuiltFile[] }

const LARGE = 'zxing-1'
const WHEN_USED = 'when-used-1'

const files = self.__WB_MANIFEST as BuiltFile[]
cleanupOutdatedCaches()
precacheAndRoute(files.filter(({ url }) => !isLater(url)))

// Public verdict addresses too: once installed, the app takes the page over and works without a network.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('index.html'), {
    denylist: [/^\/api\//, /^\/health/, /^\/metrics/, /^\/schema/, /\.[a-z0-9]{2,5}$/],
  }),
)

/** Path → the name under which this build keeps it; files without a hash in their name are kept by revision. */
const later = new Map(files.filter(({ url }) => isLater(url)).map(({ url, revision }) => [`/${url}`, `/${url}${revision ? `?${revision}` : ''}`]))

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && later.has(url.pathname),
  ({ url }) => whenUsed(url.pathname),
)

async function whenUsed(path: string): Promise<Response> {
  const cache = await caches.open(WHEN_USED)
  const name = later.get(path) as string
  const hit = await cache.match(name)
  if (hit) return hit
  const answer = await fetch(path)
  // Full storage is no reason to withhold the answer.
  if (answer.ok) await cache.put(name, answer.clone()).catch(() => undefined)
  return answer
}

/** All that the map needs, for a county that is taken offline. */
async function keepMap(): Promise<void> {
  await Promise.all([...later.keys()].filter((path) => isOfMap(path.slice(1))).map(whenUsed))
}

/** Who had the map offline has it offline after an update, too. */
async function bringAlong(): Promise<void> {
  if (!(await caches.has(WHEN_USED))) return
  const kept = await (await caches.open(WHEN_USED)).keys()
  if (kept.some(({ url }) => isOfMap(new URL(url).pathname.slice(1)))) await keepMap()
}

/** Older builds' files go when nobody runs them any more. */
async function forgetOld(): Promise<void> {
  if (!(await caches.has(WHEN_USED))) return
  const cache = await caches.open(WHEN_USED)
  const names = new Set([...later.values()].map((name) => new URL(name, self.location.origin).href))
  await Promise.all((await cache.keys()).filter(({ url }) => !names.has(url)).map((one) => cache.delete(one)))
}

// The big decoder: content-hashed names, so the first copy is good for ever; older builds' copies go.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && /^\/assets\/zxing/.test(url.pathname),
  async ({ request }) => {
    const cache = await caches.open(LARGE)
    const hit = await cache.match(request)
    if (hit) return hit
    const answer = await fetch(request)
    if (answer.ok) await keepOnly(cache, request, answer.clone())
    return answer
  },
)

async function keepOnly(cache: Cache, request: Request, answer: Response): Promise<void> {
  const kind = new URL(request.url).pathname.split('.').pop()
  const old = (await cache.keys()).filter((key) => new URL(key.url).pathname.endsWith(`.${kind}`))
  await Promise.all(old.map((key) => cache.delete(key)))
  await cache.put(request, answer)
}

self.addEventListener('message', (event) => {
  const type = (event.data as { type?: string } | null)?.type
  if (type === 'SKIP_WAITING') void self.skipWaiting()
  // Whoever asks is told when it is done, and that it failed.
  if (type === 'KEEP_MAP') event.waitUntil(keepMap().then(() => event.ports[0]?.postMessage(true), () => event.ports[0]?.postMessage(false)))
})
self.addEventListener('install', (event) => event.waitUntil(bringAlong().catch(() => undefined)))
self.addEventListener('activate', (event) => event.waitUntil(forgetOld().then(() => self.clients.claim())))
