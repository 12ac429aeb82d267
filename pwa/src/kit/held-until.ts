/** Until when (unix seconds) this phone holds passes: known without opening the store they are in. */
const KEY = 'pass-until'

export const heldUntilHint = (): number => Number(localStorage.getItem(KEY) ?? 0)

export function hintHeldUntil(seconds: number): void {
  if (seconds) localStorage.setItem(KEY, String(seconds))
  else localStorage.removeItem(KEY)
}
