/** The service worker's life: quiet registration, a banner when a new build waits, never a surprise reload. */
export const update = $state<{ ready: boolean }>({ ready: false })

const HOUR = 3_600_000
let waiting: ServiceWorker | null = null
let asked = false

export function registerWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const later = (): void => void setTimeout(() => void register(), 1500)
  if (document.readyState === 'complete') later()
  else addEventListener('load', later, { once: true })
}

async function register(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.register('/sw.js')
    watch(registration)
    setInterval(() => void registration.update().catch(() => undefined), HOUR)
  } catch {
    // No worker (private mode, old WebView): the app works, only not offline.
  }
}

function watch(registration: ServiceWorkerRegistration): void {
  const offer = (): void => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return
    waiting = registration.waiting
    update.ready = true
  }
  offer()
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offer)
  })
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (asked) location.reload()
  })
}

export function acceptUpdate(): void {
  asked = true
  waiting?.postMessage({ type: 'SKIP_WAITING' })
}

export function putOffUpdate(): void {
  update.ready = false
}
