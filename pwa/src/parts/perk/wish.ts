/**
 * A wish that is sent until it is answered: the same key again after a lost reply or a reload, so that
 * two taps are one voucher (幂等). The key says nothing of the person.
 */
import { randomId } from '../../api/client.ts'
import { asApiError } from '../../api/problem.ts'

const under = new Map<string, Promise<unknown>>()
const nameOf = (what: string): string => `wish:${what}`

function keyOf(what: string): string {
  const kept = sessionStorage.getItem(nameOf(what))
  if (kept) return kept
  const made = randomId()
  sessionStorage.setItem(nameOf(what), made)
  return made
}

/** Only what a server said ends the wish; "still being worked on" does not. */
function isAnswered(reason: unknown): boolean {
  const { kind, status, slug } = asApiError(reason)
  return kind === 'problem' && slug !== 'request-in-flight' && status < 500
}

/** Send `what` once; who asks meanwhile gets the same answer. */
export function wish<T>(what: string, send: (key: string) => Promise<T>): Promise<T> {
  const running = under.get(what)
  if (running) return running as Promise<T>
  const asked = send(keyOf(what))
    .then(
      (answer) => {
        sessionStorage.removeItem(nameOf(what))
        return answer
      },
      (reason: unknown) => {
        if (isAnswered(reason)) sessionStorage.removeItem(nameOf(what))
        throw reason
      },
    )
    .finally(() => under.delete(what))
  under.set(what, asked)
  return asked
}
