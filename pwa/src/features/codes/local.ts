/** The phone's own verdict. The engine is fetched when first needed; then it answers in milliseconds. */
import { engine } from '../../trust/state.svelte.ts'
import type { OfflineVerdict } from '../../verify/index.ts'

/** null only when the verifier itself cannot load. `phone` is the moment of the scan. */
export async function verifyLocally(text: string, phone = Date.now()): Promise<OfflineVerdict | null> {
  try {
    return await (await engine()).verifyHere(text, phone)
  } catch {
    return null
  }
}
