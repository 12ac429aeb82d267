/** Which base map somebody wants on this phone: our own, or 天地图 where the operator offers it. */
import { keep, onKeptChange, readKept } from './saved-store.ts'

const NAME = 'layer'
const read = (): boolean => readKept(NAME, (one): one is string => one === 'tianditu').length > 0

export const layer = $state({ tianditu: read() })

onKeptChange(NAME, () => (layer.tianditu = read()))

export function setTianditu(on: boolean): void {
  layer.tianditu = on
  keep(NAME, on ? ['tianditu'] : [])
}
