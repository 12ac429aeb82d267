/** A half-done district, kept on this device until it is sent: a lost signal or a closed tab costs nothing. */
import { keepPersonal, readPersonal } from '../../kit/personal.ts'
import type { Form } from './district-draft.ts'

export interface Kept {
  at: number
  form: Form
}

const nameOf = (code: string | null): string => `district-draft:${code ?? 'new'}`

export const readDraft = (code: string | null): Promise<Kept | null> => readPersonal<Kept>(nameOf(code))

/** False where a browser refuses storage: then the form stands on the screen alone. */
export async function keepDraft(code: string | null, form: Form | null): Promise<boolean> {
  try {
    await keepPersonal(nameOf(code), form && ({ at: Date.now(), form } satisfies Kept))
    return true
  } catch {
    return false
  }
}
