/** How merchants fall on grades; always in the order A B C D N, N being 信息不足. */
import type { Grade } from '../../api/shapes.ts'

export const GRADES: readonly Grade[] = ['A', 'B', 'C', 'D', 'N']
export type Mix = readonly [number, number, number, number, number]
export const NOTHING: Mix = [0, 0, 0, 0, 0]

export const sumOf = (mix: Mix): number => mix[0] + mix[1] + mix[2] + mix[3] + mix[4]

export const added = (a: Mix, b: Mix): Mix => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]]

export const isOnly = (grade: Grade): Mix => GRADES.map((one) => (one === grade ? 1 : 0)) as unknown as Mix

/** The grade that most of them have; the better one when two are equal. */
export function commonest(mix: Mix): Grade {
  let best = 0
  for (let i = 1; i < mix.length; i++) if ((mix[i] as number) > (mix[best] as number)) best = i
  return GRADES[best] as Grade
}

/** Each grade's part of a ring in turns; a grade that is there at all gets at least `least`, so that it is seen. */
export function partsOf(mix: Mix, least = 0.035): number[] {
  const total = sumOf(mix)
  if (!total) return [0, 0, 0, 0, 0]
  const raised = mix.map((n) => (n ? Math.max(n / total, least) : 0))
  const all = raised.reduce((a, b) => a + b, 0)
  return raised.map((part) => part / all)
}

/** A number that fits into a ring: 986, 1286, 1.2万 or 12k. */
export function shortNumber(n: number, zh: boolean): string {
  if (n < 10_000) return String(n)
  const [size, word] = zh ? [10_000, '万'] : [1000, 'k']
  const value = n / size
  return `${value < 10 ? Math.floor(value * 10) / 10 : Math.floor(value)}${word}`
}
