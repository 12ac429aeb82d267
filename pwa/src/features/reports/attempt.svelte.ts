import { asApiError, type ApiError } from '../../api/problem.ts'

/** One act at a time: whether it is under way, and why it was refused. */
export interface Attempt {
  readonly busy: boolean
  readonly error: ApiError | null
  clear(): void
  /** Do it; gives what it gave, or undefined when it was refused or another is under way. */
  run<T>(act: () => Promise<T>): Promise<T | undefined>
}

export function attempt(): Attempt {
  let busy = $state(false)
  let error = $state.raw<ApiError | null>(null)
  return {
    get busy() {
      return busy
    },
    get error() {
      return error
    },
    clear: () => void (error = null),
    async run(act) {
      if (busy) return undefined
      busy = true
      error = null
      try {
        return await act()
      } catch (reason) {
        error = asApiError(reason)
        return undefined
      } finally {
        busy = false
      }
    },
  }
}
