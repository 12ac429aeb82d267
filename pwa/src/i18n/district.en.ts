import type { district as zh } from './district.zh.ts'

export const district: Record<keyof typeof zh, string> = {
  'district.title': 'Credit districts',
}
