/** An act under way: one at a time, and why the last one failed. */
import { asApiError, type ApiError } from '../../api/problem.ts'

export class Trying {
  busy = $state(false)
  error = $state.raw<ApiError | null>(null)

  /** Whether it went well. */
  async go(act: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.error = null
    try {
      await act()
      return true
    } catch (reason) {
      this.error = asApiError(reason)
      return false
    } finally {
      this.busy = false
    }
  }
}
