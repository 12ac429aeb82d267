/**
 * The map's questions to the server. Without token and cookie, unlike `api/client.ts`: where
 * somebody looks is nobody's business, and a position must never travel beside a name (PIPL Art. 6).
 */
import { ApiError, asApiError, problemFrom } from '../api/problem.ts'

const TIMEOUT_MS = 12_000

export type Ask = (path: string, signal?: AbortSignal) => Promise<unknown>

/** The JSON of an address of our own. ApiError, or AbortError when the caller gave up. */
export const ask: Ask = (path, signal) =>
  within(TIMEOUT_MS, signal, async (ends) => {
    const response = await fetch(path, { credentials: 'omit', signal: ends })
    if (!response.ok) throw await problemFrom(response)
    return response.json() as Promise<unknown>
  })

/** Runs for at most `ms`, and as long as the caller wants it. */
export async function within<T>(ms: number, signal: AbortSignal | undefined, run: (ends: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  const stop = (): void => abort.abort()
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop)
  let late = false
  const timer = setTimeout(() => {
    late = true
    stop()
  }, ms)
  try {
    return await run(abort.signal)
  } catch (reason) {
    if (signal?.aborted) throw reason
    throw late ? new ApiError('timeout', 0, 'timeout', '') : asApiError(reason)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

/** Given up by the caller: no failure to tell anybody of. */
export const isAbort = (reason: unknown): boolean => reason instanceof Error && reason.name === 'AbortError'
