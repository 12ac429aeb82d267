/** One spelling for letters that look the same, to call out a host that imitates ours. */

// Cyrillic and Greek twins of Latin letters as common fonts draw them, then i and 1 for l, 0 for o, and
// the ideographic full stop that browsers take for a dot.
const TWINS: Readonly<Record<string, string>> = pairs(
  'аaвbсcԁdеeһhіlјjкkӏlмmоoрpԛqѕsтtцuѵvԝwхxуyαaβbηnιlκkνvοoρpτtυuχxγyılɡgil1l0o。.',
)

/** Compatibility forms folded, lower case, each group of twins as one letter. */
export function skeleton(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase()
  return Array.from(plain, (char) => TWINS[char] ?? char).join('')
}

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(text.match(/../gu)?.map((pair) => [...pair] as [string, string]) ?? [])
}
