/** The blanks of a promise: what stands in the form, in the text, and in the request. */
import type { Template } from '../../api/shapes.ts'

/** A number, or several lines of text as typed. */
export type Values = Record<string, number | string>

export function firstValues(template: Template): Values {
  return Object.fromEntries(
    template.parameters.map((blank) => [blank.name, Array.isArray(blank.default) ? blank.default.join('\n') : blank.default]),
  )
}

const lines = (typed: number | string): string[] =>
  String(typed)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)

/** The text with its blanks filled, as the merchant types. */
export function fillBlanks(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? String(value) : lines(value).join('、') || '无'
  })
}

export function sendable(template: Template, values: Values): Record<string, number | string[]> {
  return Object.fromEntries(
    template.parameters.map((blank) => {
      const value = values[blank.name] ?? ''
      return [blank.name, blank.kind === 'whole' ? Number(value) : lines(value)]
    }),
  )
}
