/** 最近看过: the last shops looked at, on this device only. */
import { untrack } from 'svelte'
import type { Grade, MerchantPage } from '../api/shapes.ts'

export interface Seen {
  uscc: string
  name: string
  trade: string
  grade: Grade
  demo: boolean
  at: number
}

const KEY = 'recent'
const LIMIT = 8

function load(): Seen[] {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? '[]') as Seen[]).slice(0, LIMIT)
  } catch {
    return []
  }
}

export const recent = $state({ items: load() })

export function addRecent(page: MerchantPage): void {
  const seen: Seen = {
    uscc: page.uscc,
    name: page.shortName || page.name,
    trade: page.trade,
    grade: page.evaluation.grade,
    demo: page.demo,
    at: Date.now(),
  }
  // Untracked: an effect that notes a shop must not run again because of its own note.
  const others = untrack(() => recent.items).filter((old) => old.uscc !== seen.uscc)
  recent.items = [seen, ...others].slice(0, LIMIT)
  try {
    localStorage.setItem(KEY, JSON.stringify([seen, ...others].slice(0, LIMIT)))
  } catch {
    // Not kept: the list lives until the page closes.
  }
}

export function clearRecent(): void {
  recent.items = []
  localStorage.removeItem(KEY)
}
