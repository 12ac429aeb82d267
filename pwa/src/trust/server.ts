/** Fetching the signed files. Plain bytes and their ETag; nothing is believed here. */
import type { RootKey } from '../verify/index.ts'
import { measureClock, type ClockNote } from './clock.ts'
import { readRoot } from './root.ts'

export type Answer =
  | { state: 'new'; bytes: Uint8Array; etag: string; clock: ClockNote | null }
  | { state: 'same'; clock: ClockNote | null }
  /** `status` 0: nobody answered. */
  | { state: 'failed'; status: number }

export interface TrustServer {
  root(): Promise<RootKey | null>
  bundle(etag: string): Promise<Answer>
  /** The list, or the step from version `since` to the present one. */
  list(id: string, since: number | null, etag: string): Promise<Answer>
}

const TIMEOUT_MS = 12_000
const LARGEST = 1_000_000 // a list of a million codes with 5 % revoked is 50 kB

async function get(path: string, etag = ''): Promise<Response> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
  try {
    return await fetch(path, { cache: 'no-store', credentials: 'omit', signal: abort.signal, headers: etag ? { 'If-None-Match': etag } : {} })
  } finally {
    clearTimeout(timer)
  }
}

async function file(path: string, etag: string): Promise<Answer> {
  try {
    const sent = Date.now()
    const response = await get(path, etag)
    const clock = measureClock(response.headers.get('date'), sent, Date.now())
    if (response.status === 304) return { state: 'same', clock }
    const kind = response.headers.get('content-type') ?? ''
    if (!response.ok || !kind.startsWith('application/cose')) return { state: 'failed', status: response.status }
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (bytes.length > LARGEST) return { state: 'failed', status: response.status }
    return { state: 'new', bytes, etag: response.headers.get('etag') ?? '', clock }
  } catch {
    return { state: 'failed', status: 0 }
  }
}

export const trustServer: TrustServer = {
  root: async () => {
    try {
      const response = await get('/api/trust/root')
      return response.ok ? readRoot(await response.json()) : null
    } catch {
      return null
    }
  },
  bundle: (etag) => file('/api/trust/bundle', etag),
  list: (id, since, etag) => file(`/api/trust/lists/${id}${since === null ? '' : `?since=${since}`}`, etag),
}
