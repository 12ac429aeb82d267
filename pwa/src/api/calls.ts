/** Every question the app asks the server, by name. */
import { address } from './address.ts'
import { call, callBlob, getAccessToken, randomId } from './client.ts'
import { ApiError, problemFrom } from './problem.ts'
import type {
  BadgeLink,
  EvaluationView,
  Fact,
  ImportRun,
  MerchantPage,
  Page,
  Session,
  SubjectCard,
  Verdict,
} from './shapes.ts'

export interface Search {
  q: string
  grade: string
  after?: string | null
}

export const findSubjects = ({ q, grade, after }: Search, signal?: AbortSignal): Promise<Page<SubjectCard>> =>
  call(address('/api/subjects', {}), { query: { q, grade, after, limit: 20 }, ...(signal && { signal }) })

/** `fresh` after a change of one's own: the public page may be cached for some seconds. */
export const getMerchant = (uscc: string, signal?: AbortSignal, fresh = false): Promise<MerchantPage> =>
  call(address('/api/subjects/{uscc}', { uscc }), { fresh, ...(signal && { signal }) })

export const getFacts = (uscc: string, after: string | null): Promise<Page<Fact>> =>
  call(address('/api/subjects/{uscc}/records', { uscc }), { query: { after, limit: 20 } })

export const getEvaluation = (uscc: string, signal?: AbortSignal): Promise<EvaluationView> =>
  call(address('/api/subjects/{uscc}/evaluation', { uscc }), { ...(signal && { signal }) })

export const getVerdict = (digits: string, signal?: AbortSignal): Promise<Verdict> =>
  call(address('/api/verdicts/{digits}', { digits }), { fresh: true, ...(signal && { signal }) })

export const getVerdictByShortCode = (code: string, signal?: AbortSignal): Promise<Verdict> =>
  call(address('/api/verdicts/short/{code}', { code }), { fresh: true, ...(signal && { signal }) })

/** `fresh` where a badge is shown: one that was revoked a moment ago must not come from a cache. */
export const getBadge = (uscc: string, signal?: AbortSignal, fresh = false): Promise<BadgeLink> =>
  call(address('/api/subjects/{uscc}/badge', { uscc }), { fresh, ...(signal && { signal }) })

export const signIn = (login: string, password: string, otp = ''): Promise<Session> =>
  call(address('/api/sessions', {}), { method: 'POST', body: { login, password, ...(otp && { otp }) }, plain: true })

export const renewSession = (): Promise<Session> =>
  call(address('/api/sessions/refresh', {}), { method: 'POST', plain: true, keepalive: true })

export const signOut = (): Promise<void> => call(address('/api/sessions', {}), { method: 'DELETE', plain: true })

export const listImports = (signal?: AbortSignal): Promise<Page<ImportRun>> =>
  call(address('/api/imports', {}), { ...(signal && { signal }) })

export const getImport = (id: string, signal?: AbortSignal): Promise<ImportRun> =>
  call(address('/api/imports/{public_id}', { public_id: id }), { ...(signal && { signal }) })

export const getRejects = (id: string): Promise<Blob> => callBlob(address('/api/imports/{public_id}/rejects.csv', { public_id: id }))

/** Upload with progress, which fetch cannot tell: `onProgress` gets 0…1. */
export function startImport(kind: string, file: File, onProgress: (done: number) => void): Promise<ImportRun> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', address('/api/imports', {}))
    request.setRequestHeader('Authorization', `Bearer ${getAccessToken() ?? ''}`)
    request.setRequestHeader('Idempotency-Key', randomId())
    request.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0)
    request.onerror = () => reject(new ApiError('offline', 0, 'offline', ''))
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as ImportRun)
      else void problemFrom(new Response(request.responseText, { status: request.status })).then(reject)
    }
    const form = new FormData()
    form.set('kind', kind)
    form.set('file', file)
    request.send(form)
  })
}
