/** Where this page's data come from: the server, or the packs on this phone where it does not answer. */
import { net } from '../../kit/net.svelte.ts'
import { ask } from '../../map/ask.ts'
import { chosenSource } from '../../map/chosen.ts'
import { onlineSource } from '../../map/online.ts'
import { packDesk } from '../../map/packs/desk.ts'
import { kept, onPacksChange } from '../../map/packs/kept.svelte.ts'
import type { MapSource } from '../../map/source.ts'

export const desk = packDesk()
export const source: MapSource = chosenSource(onlineSource(ask), desk, { hasPacks: () => kept.items.length > 0, isOnline: () => net.online })

onPacksChange(() => void desk.reload())
