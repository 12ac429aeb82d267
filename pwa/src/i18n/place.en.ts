import type { place as zh } from './place.zh.ts'

export const place: Record<keyof typeof zh, string> = {
  'place.title': 'Places and districts',
}
