/** Counting a short name as the server does: characters, and their bytes under the signature. */
interface NameRoom {
  used: number
  left: number
  /** Fits both limits and says something. */
  fits: boolean
}

export function nameRoom(typed: string, { maxCharacters, maxBytes }: { maxCharacters: number; maxBytes: number }): NameRoom {
  const name = typed.trim().normalize('NFC')
  const used = [...name].length
  const left = maxCharacters - used
  return { used, left, fits: used > 0 && left >= 0 && new TextEncoder().encode(name).length <= maxBytes }
}
