/** What the phone has room for, as far as the browser tells. */
export interface Room {
  /** Bytes that the browser would still give us; null when it does not say. */
  free: number | null
  /** It has promised not to clear us out when the phone runs short. */
  lasting: boolean | null
}

export async function lookAtRoom(): Promise<Room> {
  const { storage } = navigator
  const told = await storage?.estimate?.().catch(() => null)
  const free = told?.quota === undefined ? null : Math.max(0, told.quota - (told.usage ?? 0))
  return { free, lasting: (await storage?.persisted?.().catch(() => null)) ?? null }
}

/** Asks not to be cleared out. Some browsers ask the person, others decide by how much we are used. */
export const askToLast = async (): Promise<boolean> => (await navigator.storage?.persist?.().catch(() => false)) ?? false

/** `12 KB`, `3.4 MB`, `12 GB`. */
export function sizeText(bytes: number): string {
  if (bytes < 999_500) return `${Math.max(1, Math.round(bytes / 1000))} KB`
  if (bytes < 999_500_000) return `${(bytes / 1e6).toFixed(1)} MB`
  return `${Math.round(bytes / 1e9)} GB`
}

/** What a county will take on the wire, roughly: names of few merchants pack worse than those of many. */
export const expectedSize = (merchants: number): number => 600 + merchants * 27 + Math.min(merchants, 400) * 12
