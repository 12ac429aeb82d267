/** Credit repair, as its subject and the desk use it. */
import { call, callBlob } from '../../api/client.ts'
import type { Page, Schemas } from '../../api/shapes.ts'

export type RepairBook = Schemas['RepairBook']
export type RepairFact = Schemas['RepairFact']
export type RepairCase = Schemas['RepairCase']
export type RepairCard = Schemas['RepairCard']
export type Condition = Schemas['RepairCondition']
export type Material = Schemas['RepairMaterialView']
export type DeskFilter = 'open' | 'forwarded' | 'accepted' | 'checked' | 'supplement' | 'overdue' | 'done'

const book = (uscc: string): string => `/api/subjects/${encodeURIComponent(uscc)}/repairs`
const of = (id: string, what = ''): string => `/api/repairs/${encodeURIComponent(id)}${what && `/${what}`}`

export const getBook = (uscc: string, signal?: AbortSignal): Promise<RepairBook> => call(book(uscc), { ...(signal && { signal }) })
export const getCase = (id: string, signal?: AbortSignal): Promise<RepairCase> => call(of(id), { ...(signal && { signal }) })
/** Opens a draft about a fact, or gives the case that is open. */
export const startRepair = (uscc: string, record: string): Promise<RepairCase> => call(book(uscc), { method: 'POST', body: { record } })
export const addMaterial = (id: string, name: string, data: string): Promise<RepairCase> => call(of(id, 'materials'), { method: 'POST', body: { name, data } })
export const dropMaterial = (id: string, material: string): Promise<RepairCase> => call(of(id, `materials/${encodeURIComponent(material)}`), { method: 'DELETE' })
export const readMaterial = (id: string, material: string): Promise<Blob> => callBlob(of(id, `materials/${encodeURIComponent(material)}`))
export const submitRepair = (id: string, statement: string): Promise<RepairCase> => call(of(id, 'submission'), { method: 'POST', body: { statement, pledge: true } })
export const withdrawRepair = (id: string): Promise<RepairCase> => call(of(id, 'withdrawal'), { method: 'POST' })

export const listDesk = (status: DeskFilter, after: string | null): Promise<Page<RepairCard>> => call('/api/repairs', { query: { status, after } })
/** One step at the desk: `acceptance`, `check`, `decision`, `extension` or `false-materials`. */
export const step = (id: string, what: string, body: unknown): Promise<RepairCase> => call(of(id, what), { method: 'POST', body })
