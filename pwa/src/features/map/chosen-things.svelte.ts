/** A shop or district named by an address alone: its data are looked for, so that it can be shown on the map. */
import { untrack } from 'svelte'
import { ask } from '../../map/ask.ts'
import type { DistrictCard, Hit, MapPoint, MapSource } from '../../map/source.ts'
import { PROVINCE } from '../../map/view/project.ts'
import { found, view } from './state.svelte.ts'

export function knowChosen(source: MapSource): void {
  $effect(() => {
    const uscc = view.m
    if (!uscc || untrack(() => view.picked)) return
    const abort = new AbortController()
    source.search(uscc, null, '', abort.signal).then((hits) => {
      const hit = hits.find(({ kind, code }) => kind === 'merchant' && code === uscc)
      if (hit && view.m === uscc && !view.picked) found(pointOf(hit))
    }, () => undefined)
    return () => abort.abort()
  })
  $effect(() => {
    const code = view.d
    if (!code || untrack(() => view.district)) return
    const abort = new AbortController()
    cardOf(source, code, abort.signal).then((card) => {
      if (card && view.d === code) found(card)
    }, () => undefined)
    return () => abort.abort()
  })
}

export const pointOf = (hit: Hit): MapPoint => hit.point ?? ({
  uscc: hit.code, name: hit.name, trade: hit.trade ?? '', grade: hit.grade ?? 'N', gradeWord: hit.gradeWord ?? '',
  lng: hit.lng, lat: hit.lat, precision: hit.precision ?? 'county', demo: hit.demo, address: hit.detail, district: '', districtName: '',
})

/** From the server by its address; without a network from what packs know. */
async function cardOf(source: MapSource, code: string, signal: AbortSignal): Promise<DistrictCard | undefined> {
  try {
    return (await ask(`/api/districts/${code}`, signal)) as DistrictCard
  } catch {
    return (await source.districts(PROVINCE, signal)).find((card) => card.code === code)
  }
}
