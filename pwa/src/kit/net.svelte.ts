/** Whether the phone believes it is on a network. False is certain, true is only a hope. */
export const net = $state({ online: navigator.onLine })

addEventListener('online', () => (net.online = true))
addEventListener('offline', () => (net.online = false))
