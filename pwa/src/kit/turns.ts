/** One at a time over all tabs of this browser; without locks (Safari before 15.4) over this tab. */
export interface Locks {
  request<T>(name: string, run: () => Promise<T>): Promise<T>
}

const last = new Map<string, Promise<unknown>>()

/** `run` begins when those before it under the same name have ended, well or not. */
export function inTurn<T>(name: string, run: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as Locks | undefined
  return locks ? locks.request(name, run) : alone(name, run)
}

function alone<T>(name: string, run: () => Promise<T>): Promise<T> {
  const next = (last.get(name) ?? Promise.resolve()).then(run, run)
  last.set(name, next.catch(() => undefined))
  return next
}
