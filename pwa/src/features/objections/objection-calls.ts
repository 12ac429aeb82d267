/** What shops and officers ask about objections. */
import { call } from '../../api/client.ts'
import type { components } from '../../api/types.ts'

type Schemas = components['schemas']
export type ObjectionCard = Schemas['ObjectionCard']
export type ObjectionView = Schemas['ObjectionView']
export type ObjectionForm = Schemas['ObjectionForm']
export type ObjectionPage = Schemas['ObjectionPage']
export type Target = ObjectionForm['target']
type Filing = Schemas['FileObjection']
type Decision = Schemas['DecideObjection']

const of = (uscc: string, rest = ''): string => `/api/subjects/${encodeURIComponent(uscc)}/objections${rest}`
const one = (id: string, rest = ''): string => `/api/objections/${encodeURIComponent(id)}${rest}`

export const getForm = (uscc: string, target: Target, record: string, signal?: AbortSignal): Promise<ObjectionForm> =>
  call(of(uscc, '/form'), { query: { target, record }, ...(signal && { signal }) })

export const file = (uscc: string, body: Filing): Promise<ObjectionView> => call(of(uscc), { method: 'POST', body })

export const listOwn = (uscc: string, after: string | null): Promise<ObjectionPage> => call(of(uscc), { query: { after } })

export const listDesk = (decided: boolean, after: string | null): Promise<ObjectionPage> =>
  call(decided ? '/api/objections/decided' : '/api/objections', { query: { after } })

export const getOne = (id: string, signal?: AbortSignal): Promise<ObjectionView> => call(one(id), { ...(signal && { signal }) })

export const withdraw = (id: string): Promise<ObjectionView> => call(one(id, '/withdrawal'), { method: 'POST' })

export const askReview = (id: string, statement: string): Promise<ObjectionView> =>
  call(one(id, '/review'), { method: 'POST', body: { statement } })

export const takeUp = (id: string, accept: boolean, reason: string): Promise<ObjectionView> =>
  call(one(id, '/acceptance'), { method: 'POST', body: { accept, reason } })

export const decide = (id: string, body: Decision): Promise<ObjectionView> => call(one(id, '/decision'), { method: 'POST', body })

export const photoPath = (id: string, photo: string): string => one(id, `/photos/${encodeURIComponent(photo)}`)
