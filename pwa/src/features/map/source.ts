/** Where this page's data come from. */
import { ask } from '../../map/ask.ts'
import { onlineSource } from '../../map/online.ts'
import type { MapSource } from '../../map/source.ts'

export const source: MapSource = onlineSource(ask)
