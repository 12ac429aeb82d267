/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

const LARGE = 'zxing-1'

cleanupOutdatedCaches()
precacheAndRoute(self.__WB_MANIFEST)

// Public verdict addresses too: once installed, the app takes the page over and works without a network.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('index.html'), {
    denylist: [/^\/api\//, /^\/health/, /^\/metrics/, /^\/schema/, /\.[a-z0-9]{2,5}$/],
  }),
)

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
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') void self.skipWaiting()
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
