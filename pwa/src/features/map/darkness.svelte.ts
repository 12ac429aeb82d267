/** Whether the app is dark now: by choice, or as the phone is. A canvas cannot read style sheets. */
import { prefs } from '../../kit/prefs.svelte.ts'

const query = matchMedia('(prefers-color-scheme: dark)')
let system = $state(query.matches)
query.addEventListener('change', () => (system = query.matches))

export const darkness = {
  get on(): boolean {
    return prefs.theme === 'system' ? system : prefs.theme === 'dark'
  },
}
