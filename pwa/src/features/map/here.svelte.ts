/** The person's own position: asked for by a tap, shown on the phone, never sent and never kept. */
import { PROVINCE } from '../../map/view/project.ts'
import { flyTo, view } from './state.svelte.ts'

type Problem = 'denied' | 'unknown' | 'away' | 'none'
export const finding = $state<{ busy: boolean; problem: Problem | null }>({ busy: false, problem: null })

const WAIT_MS = 12_000
const OLD_MS = 30_000

const ask = (): Promise<GeolocationPosition> =>
  new Promise((found, failed) => navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: OLD_MS }))

/** Asks the phone where it is and goes there; what went wrong is in `finding.problem`. */
export async function findMe(): Promise<boolean> {
  if (finding.busy) return false
  Object.assign(finding, { busy: true, problem: null })
  try {
    if (!('geolocation' in navigator)) throw new Error('no geolocation')
    const { coords } = await ask()
    return arrive(coords.longitude, coords.latitude, coords.accuracy)
  } catch (reason) {
    const code = (reason as Partial<GeolocationPositionError>).code
    finding.problem = code === 1 ? 'denied' : code === undefined ? 'none' : 'unknown'
    return false
  } finally {
    finding.busy = false
  }
}

/** Browsers in China answer in WGS-84, like all others; only map SDKs shift positions. */
function arrive(lng: number, lat: number, accuracy: number): boolean {
  const [w, s, e, n] = PROVINCE
  if (lng < w || lng > e || lat < s || lat > n) {
    finding.problem = 'away'
    return false
  }
  view.here = { lng, lat, accuracy }
  flyTo({ lng, lat, z: accuracy > 2000 ? 12 : 15 })
  return true
}
