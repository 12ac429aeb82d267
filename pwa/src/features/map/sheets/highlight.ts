/** A text in pieces, those that were looked for marked. Latin letters match whatever their case. */
export interface Piece { text: string; hit: boolean }

export function pieces(text: string, q: string): Piece[] {
  const words = q.trim().split(/\s+/).filter(Boolean)
  const marks = new Array<boolean>(text.length).fill(false)
  const lower = text.toLowerCase()
  // A letter that changes its length with its case would shift all marks.
  if (lower.length === text.length) for (const word of words) mark(marks, lower, word.toLowerCase())
  const found: Piece[] = []
  for (let i = 0; i < text.length; i += 1) {
    const last = found[found.length - 1]
    if (last && last.hit === marks[i]) last.text += text.charAt(i)
    else found.push({ text: text.charAt(i), hit: marks[i] === true })
  }
  return found
}

function mark(marks: boolean[], text: string, word: string): void {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) marks.fill(true, at, at + word.length)
}
