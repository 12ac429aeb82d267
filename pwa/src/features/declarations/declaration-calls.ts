/** What shops, officers and everybody ask about self-declared information. */
import { call } from '../../api/client.ts'
import type { components } from '../../api/types.ts'

type Schemas = components['schemas']
export type Card = Schemas['DeclarationCard']
export type Declaration = Schemas['DeclarationView']
export type Forms = Schemas['DeclarationForms']
export type Form = Schemas['FormView']
export type Public = Schemas['PublicDeclarations']

const of = (uscc: string, rest: string): string => `/api/subjects/${encodeURIComponent(uscc)}/${rest}`
const one = (id: string, rest = ''): string => `/api/declarations/${encodeURIComponent(id)}${rest}`
const signalled = (signal?: AbortSignal): { signal?: AbortSignal } => ({ ...(signal && { signal }) })

export const getForms = (signal?: AbortSignal): Promise<Forms> => call('/api/declaration-forms', signalled(signal))
export const listPublic = (uscc: string, signal?: AbortSignal): Promise<Public> => call(of(uscc, 'declared'), signalled(signal))
export const listOwn = (uscc: string, after: string | null): Promise<Schemas['DeclarationPage']> => call(of(uscc, 'declarations'), { query: { after } })
export const listDesk = (decided: boolean, after: string | null): Promise<Schemas['DeclarationPage']> =>
  call('/api/declarations', { query: { decided: String(decided), after } })
export const declare = (uscc: string, body: Schemas['DeclareFact']): Promise<Declaration> => call(of(uscc, 'declarations'), { method: 'POST', body })
export const getOne = (id: string, signal?: AbortSignal): Promise<Declaration> => call(one(id), signalled(signal))
export const withdraw = (id: string): Promise<Declaration> => call(one(id, '/withdrawal'), { method: 'POST' })
export const show = (id: string, textVersion: string): Promise<Declaration> => call(one(id, '/publication'), { method: 'POST', body: { textVersion } })
export const hide = (id: string): Promise<Declaration> => call(one(id, '/publication'), { method: 'DELETE' })
export const decide = (id: string, verified: boolean, reason: string): Promise<Declaration> =>
  call(one(id, '/decision'), { method: 'POST', body: { verified, reason } })
export const photoPath = (id: string, photo: string): string => one(id, `/photos/${encodeURIComponent(photo)}`)
