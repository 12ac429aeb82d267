/** The caller's own messages. */
import { call } from '../../api/client.ts'
import type { Schemas } from '../../api/shapes.ts'

export type Inbox = Schemas['Inbox']
export type MessageView = Schemas['MessageView']

export const listInbox = (after: string | null, signal?: AbortSignal): Promise<Inbox> => call('/api/inbox', { query: { after }, ...(signal && { signal }) })
export const readOne = (id: string): Promise<{ unread: number }> => call(`/api/inbox/${encodeURIComponent(id)}/read`, { method: 'POST' })
export const readAll = (): Promise<{ unread: number }> => call('/api/inbox/read-all', { method: 'POST' })
