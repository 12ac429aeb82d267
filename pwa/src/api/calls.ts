/** Every question the app asks the server, by name. */
import { call, callBlob, getAccessToken, randomId } from './client.ts'
import { ApiError, problemFrom } from './problem.ts'
import type {
  BadgeLink,
  CommitmentView,
  EvaluationView,
  Fact,
  ImportRun,
  MerchantPage,
  Page,
  Session,
  SubjectCard,
  Template,
  Verdict,
} from './shapes.ts'

const at = encodeURIComponent

export interface Search {
  q: string
  grade: string
  after?: string | null
}

export const findSubjects = ({ q, grade, after }: Search, signal?: AbortSignal): Promise<Page<SubjectCard>> =>
  call('/api/subjects', { query: { q, grade, after, limit: 20 }, ...(signal && { signal }) })

export const getMerchant = (uscc: string, signal?: AbortSignal): Promise<MerchantPage> =>
  call(`/api/subjects/${at(uscc)}`, { ...(signal && { signal }) })

export const getFacts = (uscc: string, after: string | null): Promise<Page<Fact>> =>
  call(`/api/subjects/${at(uscc)}/records`, { query: { after, limit: 20 } })

export const getEvaluation = (uscc: string, signal?: AbortSignal): Promise<EvaluationView> =>
  call(`/api/subjects/${at(uscc)}/evaluation`, { ...(signal && { signal }) })

export const getVerdict = (digits: string, signal?: AbortSignal): Promise<Verdict> =>
  call(`/api/verdicts/${at(digits)}`, { ...(signal && { signal }) })

export const getVerdictByShortCode = (code: string, signal?: AbortSignal): Promise<Verdict> =>
  call(`/api/verdicts/short/${at(code)}`, { ...(signal && { signal }) })

export const getBadge = (uscc: string, signal?: AbortSignal): Promise<BadgeLink> =>
  call(`/api/subjects/${at(uscc)}/badge`, { ...(signal && { signal }) })

export const getPoster = (uscc: string, size: 'A4' | 'A5'): Promise<Blob> =>
  callBlob(`/api/subjects/${at(uscc)}/poster.pdf`, { query: { size } })

export const signIn = (login: string, password: string): Promise<Session> =>
  call('/api/sessions', { method: 'POST', body: { login, password }, plain: true })

export const renewSession = (): Promise<Session> => call('/api/sessions/refresh', { method: 'POST', plain: true })

export const signOut = (): Promise<void> => call('/api/sessions', { method: 'DELETE', plain: true })

export const listTemplates = (signal?: AbortSignal): Promise<{ items: Template[] }> =>
  call('/api/commitment-templates', { ...(signal && { signal }) })

export const signCommitment = (
  uscc: string,
  template: string,
  parameters: Record<string, unknown>,
): Promise<CommitmentView> =>
  call(`/api/subjects/${at(uscc)}/commitments`, { method: 'POST', body: { template, parameters } })

export const listImports = (signal?: AbortSignal): Promise<Page<ImportRun>> =>
  call('/api/imports', { ...(signal && { signal }) })

export const getImport = (id: string, signal?: AbortSignal): Promise<ImportRun> =>
  call(`/api/imports/${at(id)}`, { ...(signal && { signal }) })

export const getRejects = (id: string): Promise<Blob> => callBlob(`/api/imports/${at(id)}/rejects.csv`)

/** Upload with progress, which fetch cannot tell: `onProgress` gets 0…1. */
export function startImport(kind: string, file: File, onProgress: (done: number) => void): Promise<ImportRun> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/imports')
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
