import type { pass as zh } from './pass.zh.ts'

export const pass: Record<keyof typeof zh, string> = {}
