/** One place where bytes leave the phone: time-out, access token, one silent renewal, problem+json. */
import { prefs } from '../kit/prefs.svelte.ts'
import { ApiError, asApiError, problemFrom } from './problem.ts'

const TIMEOUT_MS = 12_000

let accessToken: string | null = null
let renew: (() => Promise<boolean>) | null = null

/** The access token lives in memory only; the refresh cookie is HttpOnly and not ours to see. */
export function setAccessToken(token: string | null): void {
  accessToken = token
}

export function getAccessToken(): string | null {
  return accessToken
}

export function onUnauthorised(handler: () => Promise<boolean>): void {
  renew = handler
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  query?: Record<string, string | number | null | undefined>
  body?: unknown
  signal?: AbortSignal
  /** The idempotency key of a POST that may be sent again later; else each call has its own. */
  key?: string
  /** Milliseconds until the call is given up, when more than usual. */
  timeout?: number
  /** Never from the browser's cache: without a network an old verdict must not look like one of now. */
  fresh?: boolean
  /** A call that itself renews the session must not trigger another renewal. */
  plain?: boolean
  /** Lives on when the page goes: a reply that sets a cookie must not be lost to a reload. */
  keepalive?: boolean
  /** Looks at the answer's headers before anything else, e.g. for the server's clock. */
  seen?: (response: Response, sentAt: number) => void
}

export async function call<T>(path: string, options: Call = {}): Promise<T> {
  const response = await send(path, options)
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

export async function callBlob(path: string, options: Call = {}): Promise<Blob> {
  return (await send(path, options)).blob()
}

async function send(path: string, options: Call): Promise<Response> {
  const response = await once(path, options)
  if (response.status === 401 && !options.plain && renew && (await renew())) {
    return checked(await once(path, options))
  }
  return checked(response)
}

async function checked(response: Response): Promise<Response> {
  if (!response.ok) throw await problemFrom(response)
  return response
}

// AbortSignal.timeout needs Chrome 103 and AbortSignal.any 116: our floor is 87.
async function once(path: string, options: Call): Promise<Response> {
  const abort = new AbortController()
  const stop = (): void => abort.abort()
  options.signal?.addEventListener('abort', stop)
  const timer = setTimeout(stop, options.timeout ?? TIMEOUT_MS)
  const sentAt = Date.now()
  try {
    const response = await fetch(path + search(options.query), init(options, abort.signal))
    options.seen?.(response, sentAt)
    return response
  } catch (reason) {
    if (options.signal?.aborted) throw reason
    throw abort.signal.aborted ? new ApiError('timeout', 0, 'timeout', '') : asApiError(reason)
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', stop)
  }
}

function init({ method = 'GET', body, fresh, keepalive, key }: Call, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': prefs.lang === 'en' ? 'en' : 'zh-CN',
  }
  if (accessToken) headers['Authorization'] = `Bearer ${accessToken}`
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (method === 'POST') headers['Idempotency-Key'] = key ?? randomId()
  return { method, headers, signal, ...(fresh && { cache: 'reload' as const }), ...(keepalive && { keepalive }), ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
}

function search(values: Call['query']): string {
  const pairs = Object.entries(values ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return pairs.length ? `?${new URLSearchParams(pairs.map(([k, v]) => [k, String(v)]))}` : ''
}

/** crypto.randomUUID needs a secure context and Chrome 92. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
}
