/** What may be asked of the server about commitments. */
import { address } from '../../api/address.ts'
import { call, callBlob } from '../../api/client.ts'
import { problemFrom } from '../../api/problem.ts'
import type { CommitmentView, Page, Template } from '../../api/shapes.ts'
import type { BoardItem, CommitmentDraft, CommitmentPage, FileCheck, MatterList, OwnCommitments, ReceiptView } from './shapes.ts'

export type Given = Record<string, number | string[]>
/** The explicit act: which text was read, and who signs. */
export interface Act {
  textSha256: string
  password?: string
  request?: string | null
  code?: string
}

const CHECK_MS = 30_000

export const listTemplates = (signal?: AbortSignal): Promise<{ items: Template[] }> =>
  call(address('/api/commitment-templates', {}), { ...(signal && { signal }) })

export const listBoard = (wanted: Record<string, string | null>, signal?: AbortSignal): Promise<Page<BoardItem>> =>
  call(address('/api/commitments', {}), { query: { ...wanted, limit: 20 }, ...(signal && { signal }) })

/** `fresh` after a change of one's own. */
export const getCommitment = (code: string, signal?: AbortSignal, fresh = false): Promise<CommitmentPage> =>
  call(address('/api/commitments/{code}', { code }), { fresh, ...(signal && { signal }) })

export const listMatters = (wanted: Record<string, string>, signal?: AbortSignal): Promise<MatterList> =>
  call(address('/api/commitment-matters', {}), { query: wanted, ...(signal && { signal }) })

export const listOwn = (uscc: string, signal?: AbortSignal): Promise<OwnCommitments> =>
  call(address('/api/subjects/{uscc}/commitments/own', { uscc }), { ...(signal && { signal }) })

export const draftCommitment = (uscc: string, template: string, parameters: Given): Promise<CommitmentDraft> =>
  call(address('/api/subjects/{uscc}/commitments/draft', { uscc }), { method: 'POST', body: { template, parameters } })

export const signCommitment = (uscc: string, template: string, parameters: Given, act: Act): Promise<CommitmentView> =>
  call(address('/api/subjects/{uscc}/commitments', { uscc }), { method: 'POST', body: { template, parameters, ...act } })

/** What an officer enters was signed on paper on that day. */
export const enterCommitment = (uscc: string, template: string, parameters: Given, madeOn: string): Promise<CommitmentView> =>
  call(address('/api/subjects/{uscc}/commitments', { uscc }), { method: 'POST', body: { template, parameters, madeOn } })

export const replaceCommitment = (code: string, parameters: Given, act: Act): Promise<CommitmentView> =>
  call(address('/api/commitments/{code}/replace', { code }), { method: 'POST', body: { parameters, ...act } })

export const withdrawCommitment = (code: string, reason: string): Promise<CommitmentView> =>
  call(address('/api/commitments/{code}/withdraw', { code }), { method: 'POST', body: { reason } })

export const getReceiptFile = (code: string): Promise<Blob> => callBlob(address('/api/commitments/{code}/receipt.pdf', { code }))

export const checkReceipt = (code: string, text: string, signal?: AbortSignal): Promise<ReceiptView> =>
  call(address('/api/commitments/{code}/receipt', { code }), { query: { text }, fresh: true, ...(signal && { signal }) })

/** The file itself travels, since its last line is a signature over all its bytes; it is not kept. */
export async function checkFile(file: Blob): Promise<FileCheck> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), CHECK_MS)
  try {
    const response = await fetch(address('/api/commitment-receipts/check', {}), { method: 'POST', body: file, signal: abort.signal, headers: { 'Content-Type': 'application/pdf', Accept: 'application/json' } })
    if (!response.ok) throw await problemFrom(response)
    return (await response.json()) as FileCheck
  } finally {
    clearTimeout(timer)
  }
}
