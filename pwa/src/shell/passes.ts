/** Before a citizen goes where no signal is: fill up passes that run out, without opening their screen. */
import { heldUntilHint } from '../kit/held-until.ts'

const HALF_DAY = 12 * 3600

/** Phones without passes never come beyond the first line: no request tells that this one is in use. */
async function topUp(): Promise<void> {
  const until = heldUntilHint()
  if (!until || until - Date.now() / 1000 > HALF_DAY || !navigator.onLine) return
  const { fillUp } = await import('../features/pass/fill-up.ts')
  await fillUp().catch(() => undefined)
}

export function watchPasses(): void {
  setTimeout(() => void topUp(), 4000)
  addEventListener('online', () => void topUp())
}
