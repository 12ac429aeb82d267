/** What every visitor's app asks the server, by name; features keep their own questions. */
import { address } from './address.ts'
import { call } from './client.ts'
import type {
  BadgeLink,
  EvaluationView,
  Fact,
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
