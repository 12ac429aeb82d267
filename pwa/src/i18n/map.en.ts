import type { map as zh } from './map.zh.ts'

export const map: Record<keyof typeof zh, string> = {
  'map.title': 'Trust map',
}
