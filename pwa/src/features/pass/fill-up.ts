/** Passes for another day, in the background. What goes wrong shows when the pass is opened. */
import { resumeSession, session, signedInAs } from '../../kit/session.svelte.ts'
import { sync } from './sync.ts'

export async function fillUp(): Promise<void> {
  await resumeSession()
  const owner = signedInAs()
  if (owner && session.caller?.kind === 'citizen') await sync(owner, '')
}
