/** What this phone saw of a draw when its owner entered: the platform cannot change it any more. */
import { keepPersonal, readPersonal } from '../../kit/personal.ts'
import { getDrawFile } from './api.ts'
import type { DrawProof } from './perk-draw-proof.ts'

const nameOf = (perk: string): string => `draw:${perk}`

export const readSeen = (perk: string): Promise<DrawProof | null> => readPersonal<DrawProof>(nameOf(perk))

/** Once, with the announcement; a phone that refuses storage checks the file alone. */
export async function keepSeen(perk: string): Promise<void> {
  try {
    if (!(await readSeen(perk))) await keepPersonal(nameOf(perk), await getDrawFile(perk))
  } catch {
    // Not kept.
  }
}
