/** Chrome's offer to install, kept until the visitor asks for it: we never push. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>
}

export const install = $state<{ offer: InstallOffer | null }>({ offer: null })

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  install.offer = event as InstallOffer
})
