/** One spelling for letters that look the same, to call out a host that imitates ours. */

// Cyrillic and Greek twins of Latin letters, as they are drawn in common fonts.
const TWINS: Readonly<Record<string, string>> = pairs(
  'аaвbсcԁdеeһhіiјjкkӏlмmоoрpԛqѕsтtцuѵvԝwхxуyαaβbηnιiκkνvοoρpτtυuχxγyıiɡgℓl',
)

/** Compatibility forms folded, lower case, twins mapped to ASCII. */
export function skeleton(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase()
  return Array.from(plain, (char) => TWINS[char] ?? char).join('')
}

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(text.match(/../gu)?.map((pair) => [...pair] as [string, string]) ?? [])
}
