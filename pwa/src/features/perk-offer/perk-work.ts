/** What is at work on the form: the draft, and whose perk it will be. */
import { emptyDraft, type Draft } from './perk-draft.ts'

export interface Work {
  draft: Draft
  provider: string
  providerName: string
}

export const noWork = (): Work => ({ draft: emptyDraft(null), provider: '', providerName: '' })
