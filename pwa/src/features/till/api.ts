/** What a till asks the server. Nothing in it says who the customer is. Money in 分. */
import { address } from '../../api/address.ts'
import { call, callBlob } from '../../api/client.ts'
import type { Schemas } from '../../api/shapes.ts'

export type Preview = Schemas['VoucherPreview']
export type Redemption = Schemas['RedemptionView']
export type RedemptionPage = Schemas['RedemptionPage']

export interface Use {
  digits: string
  billFen: number
  useFen: number | null
  /** ISO; only for what a till took without a network. */
  acceptedAt?: string
}

/** A bill of one yuan: whether the voucher can be used at all does not hang on the amount. */
export const previewVoucher = (uscc: string, digits: string): Promise<Preview> =>
  call(address('/api/subjects/{uscc}/redemptions/preview', { uscc }), { method: 'POST', body: { digits, billFen: 100 } })

export const redeemVoucher = (uscc: string, use: Use, key: string): Promise<Redemption> =>
  call(address('/api/subjects/{uscc}/redemptions', { uscc }), { method: 'POST', body: use, key })

export const listRedemptions = (uscc: string, before: string, signal?: AbortSignal): Promise<RedemptionPage> =>
  call(address('/api/subjects/{uscc}/redemptions', { uscc }), { query: { before, limit: 30 }, ...(signal && { signal }) })

export const reverseRedemption = (uscc: string, redemption: string, amountFen: number | null, reason: string, key: string): Promise<Redemption> =>
  call(address('/api/subjects/{uscc}/redemptions/{redemption}/reversal', { uscc, redemption }), {
    method: 'POST',
    body: { reason, ...(amountFen === null ? {} : { amountFen }) },
    key,
  })

export type Statement = Schemas['StatementView']
export type StatementDetail = Schemas['StatementDetail']
export const FORMATS = ['csv', 'xlsx', 'pdf'] as const
export type Format = (typeof FORMATS)[number]

export const listStatements = (uscc: string, signal?: AbortSignal): Promise<{ items: Statement[] }> =>
  call(address('/api/subjects/{uscc}/perk-statements', { uscc }), { ...(signal && { signal }) })

export const getStatement = (uscc: string, statement: string): Promise<StatementDetail> =>
  call(address('/api/subjects/{uscc}/perk-statements/{statement}', { uscc, statement }))

export const signStatement = (uscc: string, statement: string): Promise<Statement> =>
  call(address('/api/subjects/{uscc}/perk-statements/{statement}/signature', { uscc, statement }), { method: 'POST' })

export const getStatementFile = (uscc: string, statement: string, format: Format): Promise<Blob> =>
  callBlob(address('/api/subjects/{uscc}/perk-statements/{statement}/file', { uscc, statement }), { query: { format } })
