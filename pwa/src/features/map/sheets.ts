/** The sheets over the map, by name. MapPage shows the one that is open in its slot. */
import type { Component } from 'svelte'
import OfflineSheet from './packs/LazySheet.svelte'
import AboutSheet from './sheets/AboutSheet.svelte'
import DistrictSheet from './sheets/DistrictSheet.svelte'
import FilterSheet from './sheets/FilterSheet.svelte'
import MerchantSheet from './sheets/MerchantSheet.svelte'
import SavedSheet from './sheets/SavedSheet.svelte'
import SearchSheet from './sheets/SearchSheet.svelte'
import type { Panel } from './state.svelte.ts'

// The merchant's sheet stays as it is while its hand-off to a map app is open over it.
export const panels: Partial<Record<Panel, Component<{ onclose: () => void }>>> = {
  filter: FilterSheet, search: SearchSheet, merchant: MerchantSheet, go: MerchantSheet, district: DistrictSheet, saved: SavedSheet, layers: AboutSheet, offline: OfflineSheet,
}
