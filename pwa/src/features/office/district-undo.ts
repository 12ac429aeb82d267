/** Steps that can be taken back and again: each entry is a whole ring, which is small. */
export interface Steps<T> {
  past: T[]
  now: T
  future: T[]
}

const KEPT = 100

export const begin = <T>(now: T): Steps<T> => ({ past: [], now, future: [] })

export const step = <T>({ past, now }: Steps<T>, next: T): Steps<T> => ({ past: [...past.slice(1 - KEPT), now], now: next, future: [] })

export function undo<T>(steps: Steps<T>): Steps<T> {
  const before = steps.past[steps.past.length - 1]
  return before === undefined ? steps : { past: steps.past.slice(0, -1), now: before, future: [steps.now, ...steps.future] }
}

export function redo<T>(steps: Steps<T>): Steps<T> {
  const [after, ...future] = steps.future
  return after === undefined ? steps : { past: [...steps.past, steps.now], now: after, future }
}
