/** Fetches a file piece by piece: tells how far it is, can be given up, goes on where a weak signal cut it off. */
import { ApiError, asApiError, problemFrom } from '../../api/problem.ts'

const TRIES = 4
const PAUSE_MS = 1500

export interface Fetching {
  signal: AbortSignal
  /** Bytes so far, and all of them when the server says. */
  progress(received: number, total: number | null): void
  fetcher?: typeof fetch
  pause?: (ms: number) => Promise<void>
}

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

export async function fetchFile(path: string, how: Fetching): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  const file = { parts, received: 0, total: null as number | null, etag: '' }
  for (let left = TRIES; ; left -= 1) {
    try {
      await goOn(path, file, how)
      return joined(parts, file.received)
    } catch (reason) {
      if (how.signal.aborted || reason instanceof ApiError || left <= 1) throw asApiErrorOrAbort(reason)
      await (how.pause ?? sleep)(PAUSE_MS)
    }
  }
}

interface File { parts: Uint8Array[]; received: number; total: number | null; etag: string }

/** From where it is to the end; throws what fetch throws when the network goes. */
async function goOn(path: string, file: File, { signal, progress, fetcher = fetch }: Fetching): Promise<void> {
  const headers: Record<string, string> = file.received && file.etag ? { range: `bytes=${file.received}-`, 'if-range': file.etag } : {}
  const response = await fetcher(path, { credentials: 'omit', signal, headers })
  if (!response.ok) throw await problemFrom(response)
  if (response.status !== 206) {
    // Another version by now, or a proxy that knows no ranges: from the beginning.
    file.parts.length = file.received = 0
    file.total = Number(response.headers.get('content-length')) || null
    file.etag = response.headers.get('etag') ?? ''
  }
  progress(file.received, file.total)
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    file.parts.push(value)
    file.received += value.length
    progress(file.received, file.total)
  }
  if (file.total !== null && file.received < file.total) throw new TypeError('cut short')
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const asApiErrorOrAbort = (reason: unknown): unknown => (reason instanceof Error && reason.name === 'AbortError' ? reason : asApiError(reason))
