import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '../src/i18n/en.ts'
import { fill } from '../src/i18n/fill.ts'
import { zh } from '../src/i18n/zh.ts'

const blanks = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] as string).sort()
const files = readdirSync(new URL('../src', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(svelte|ts)$/.test(name) && !name.startsWith('i18n/'))
  .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, '../src', name), 'utf8') }))

describe('texts', () => {
  it('are complete in English, with the same blanks', () => {
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
      expect(en[key], key).toBeTruthy()
      expect(blanks(en[key]), key).toEqual(blanks(zh[key]))
    }
    expect(Object.keys(en).length).toBe(Object.keys(zh).length)
  })

  it('are all used: a literal, or a family built from a template', () => {
    const code = files.map((file) => file.text).join('\n')
    const families = [...code.matchAll(/`([a-z.]+?)\.?\$\{/g)].map((found) => found[1] as string)
    const idle = Object.keys(zh).filter((key) => !code.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)))
    expect(idle).toEqual([])
  })

  it('leave no Chinese in the screens outside the catalogue', () => {
    // Spoken brands, file names and the language's own name stand in code on purpose.
    const allowed = /brands = |saveFile\(|'中文'|中文|lines\(value\)|核验' : ''|why\.legal|。\$\{|，\$\{|，\{|：\{|\$\{.*\}，/
    for (const { name, text } of files) {
      if (!name.endsWith('.svelte')) continue
      const markup = text.replace(/<!--[\s\S]*?-->/g, '').replace(/\/\/.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '')
      const stray = markup.split('\n').filter((line) => /[\u4e00-\u9fff]/.test(line) && !allowed.test(line))
      expect(stray, name).toEqual([])
    }
  })
})

// Words of a group of screens, in chunks of their own: src/i18n/verify.zh.ts beside verify.en.ts.
const parts = readdirSync(new URL('../src/i18n', import.meta.url), { encoding: 'utf8' }).flatMap((name) => /^(\w+)\.zh\.ts$/.exec(name)?.[1] ?? [])

describe.each(parts)('the words of %s', (part) => {
  it('are complete in English, with the same blanks, and all used', async () => {
    const own = ((await import(`../src/i18n/${part}.zh.ts`)) as Record<string, Record<string, string>>)[part] ?? {}
    const other = ((await import(`../src/i18n/${part}.en.ts`)) as Record<string, Record<string, string>>)[part] ?? {}
    expect(Object.keys(other).sort()).toEqual(Object.keys(own).sort())
    for (const key of Object.keys(own)) expect(blanks(other[key] ?? ''), key).toEqual(blanks(own[key] ?? ''))
    const code = files.map((file) => file.text).join('\n')
    const families = [...code.matchAll(/`([a-z.]+?)\.?\$\{/g)].map((found) => found[1] as string)
    const idle = Object.keys(own).filter((key) => !code.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)))
    expect(idle).toEqual([])
  })
})

describe('fill', () => {
  it('fills blanks and keeps unknown ones visible', () => {
    expect(fill('找到 {n} 家', { n: 3 })).toBe('找到 3 家')
    expect(fill('{a} {b}', { a: 1 })).toBe('1 {b}')
  })
})
