/** The sheets over the map, by name. MapPage shows the one that is open in its slot. */
import type { Component } from 'svelte'
import type { Panel } from './state.svelte.ts'

export const panels: Partial<Record<Panel, Component<{ onclose: () => void }>>> = {}
