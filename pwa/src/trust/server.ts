/** Fetching the signed files. Plain bytes and their ETag; nothing is believed here. */
import { noteDate } from '../kit/clock.svelte.ts'
import type { RootKey } from '../verify/index.ts'
import { readRoot } from './root.ts'

export type Answer =
  | { state: 'new'; bytes: Uint8Array; etag: string }
  | { state: 'same' }
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

async function file(path: string, etag: string, seen?: typeof noteDate): Promise<Answer> {
  try {
    const sent = Date.now()
    const response = await get(path, etag)
    seen?.(response, sent)
    if (response.status === 304) return { state: 'same' }
    const kind = response.headers.get('content-type') ?? ''
    if (!response.ok || !kind.startsWith('application/cose')) return { state: 'failed', status: response.status }
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (bytes.length > LARGEST) return { state: 'failed', status: response.status }
    return { state: 'new', bytes, etag: response.headers.get('etag') ?? '' }
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
  // The clock is read off the first answer of a round: those of the lists wait behind signatures.
  bundle: (etag) => file('/api/trust/bundle', etag, noteDate),
  list: (id, since, etag) => file(`/api/trust/lists/${id}${since === null ? '' : `?since=${since}`}`, etag),
}
