import './styles/tokens.css'
import './styles/base.css'
import { mount } from 'svelte'
import { useLang } from './i18n/index.svelte.ts'
import { applyPrefs, prefs } from './kit/prefs.svelte.ts'
import App from './shell/App.svelte'
import { watchPasses } from './shell/passes.ts'
import { watchTrust } from './shell/trust.ts'
import { registerWorker } from './shell/update.svelte.ts'

applyPrefs()

async function start(): Promise<void> {
  if (prefs.lang === 'en') await useLang('en').catch(() => undefined)
  const target = document.getElementById('app') as HTMLElement
  target.replaceChildren()
  mount(App, { target })
  registerWorker()
  watchTrust()
  watchPasses()
}

// A chunk of an older build may be gone after an update: load the new page once, never in a loop.
addEventListener('vite:preloadError', (event) => {
  const key = 'reloaded-at'
  if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < 60_000) return
  event.preventDefault()
  sessionStorage.setItem(key, String(Date.now()))
  location.reload()
})

void start()
