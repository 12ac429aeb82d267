import type { verify as zh } from './verify.zh.ts'

export const verify: Record<keyof typeof zh, string> = {}
