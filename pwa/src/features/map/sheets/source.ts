/** Who answers the sheets. */
import { ask } from '../../../map/ask.ts'
import { onlineSource } from '../../../map/online.ts'

export const mapSource = onlineSource(ask)
