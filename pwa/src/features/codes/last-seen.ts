/** Which shop a code belonged to when it was last checked on this phone: a memory, never a verdict. */
export interface LastSeen {
  uscc: string
  name: string
}

export const seenKey = (code: string): string => `seen:${code}`
