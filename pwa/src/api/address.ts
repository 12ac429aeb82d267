import type { paths } from './types.ts'

/** The blanks of an address, `uscc` of `/api/subjects/{uscc}/badge`. */
type Blanks<Path extends string> = Path extends `${string}{${infer Blank}}${infer Rest}` ? Blank | Blanks<Rest> : never

/** An address that the server declares, with its blanks filled; any other does not compile. */
export function address<Path extends keyof paths & string>(path: Path, values: Record<Blanks<Path>, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, blank: Blanks<Path>) => encodeURIComponent(values[blank]))
}
