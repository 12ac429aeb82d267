/** Commitments as the screens use them. */
import type { Schemas } from '../../api/shapes.ts'

export type BoardItem = Schemas['BoardItem']
export type CommitmentPage = Schemas['CommitmentPage']
export type CommitmentDraft = Schemas['CommitmentDraft']
export type OwnCommitment = Schemas['OwnCommitment']
export type OwnCommitments = Schemas['OwnCommitments']
export type Matter = Schemas['MatterView']
export type MatterList = Schemas['MatterList']
export type ReceiptView = Schemas['ReceiptView']
export type FileCheck = Schemas['FileCheck']

/** The trades that the demo and the templates know, in the order of the filter. */
export const TRADES = ['餐饮', '食品零售', '住宿', '民宿', '旅游服务', '景区', '牦牛藏羊产品', '农产品合作社', '日用百货', '药店', '美容健身', '家政', '汽修', '停车', '图书'] as const
