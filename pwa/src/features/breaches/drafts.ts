/**
 * Reports that are being written or wait for a network, kept on this phone only.
 * They go when they are sent, and with a sign-out: they are the person's own.
 */
import { randomId } from '../../api/client.ts'
import { asApiError } from '../../api/problem.ts'
import { keepPersonal, readPersonal } from '../../kit/personal.ts'
import type { SmallPhoto } from '../../parts/photos/shrink.ts'
import { sendReport, type Report } from './breach-calls.ts'

const NAME = 'breach-drafts'

export interface Draft {
  code: string
  commitment: string
  shop: string
  happenedOn: string
  facts: string
  place: string
  amount: string
  photos: SmallPhoto[]
  photosShown: boolean
  /** Made once a draft: a report that arrived without our hearing of it is not made twice. */
  key: string
  /** The person pressed "send"; it goes as soon as there is a network. */
  waiting: boolean
}

export const freshDraft = (code: string, commitment: string, shop: string, today: string): Draft => ({
  code, commitment, shop, happenedOn: today, facts: '', place: '', amount: '', photos: [], photosShown: true, key: randomId(), waiting: false,
})

export async function listDrafts(): Promise<Draft[]> {
  return (await readPersonal<Draft[]>(NAME)) ?? []
}

export async function findDraft(code: string): Promise<Draft | null> {
  return (await listDrafts()).find((one) => one.code === code) ?? null
}

/** False when this browser keeps nothing. */
export async function keepDraft(draft: Draft): Promise<boolean> {
  try {
    await keepPersonal(NAME, [draft, ...(await listDrafts()).filter((one) => one.code !== draft.code)].slice(0, 10))
    return true
  } catch {
    return false
  }
}

export async function dropDraft(code: string): Promise<void> {
  try {
    await keepPersonal(NAME, (await listDrafts()).filter((one) => one.code !== code))
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}

export function sendDraft(draft: Draft): Promise<Report> {
  const { happenedOn, facts, place, photosShown } = draft
  const body = { happenedOn, facts: facts.trim(), place: place.trim(), amountYuan: draft.amount.trim() || null, photos: draft.photos.map((one) => one.data), photosShown }
  return sendReport(draft.code, body, draft.key)
}

/** Sends what waits; what the server refuses stays as a draft to be mended. Returns how many went. */
export async function sendWaiting(): Promise<number> {
  let sent = 0
  for (const draft of (await listDrafts()).filter((one) => one.waiting)) {
    try {
      await sendDraft(draft)
      await dropDraft(draft.code)
      sent += 1
    } catch (reason) {
      if (asApiError(reason).kind !== 'problem') break
      await keepDraft({ ...draft, waiting: false })
    }
  }
  return sent
}
