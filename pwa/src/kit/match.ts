export type Params = Record<string, string>

/** Match `/m/:uscc` against a path; null when it is another place. A trailing slash is forgiven. */
export function matchPath(pattern: string, path: string): Params | null {
  const want = pattern.split('/').filter(Boolean)
  const have = path.split('/').filter(Boolean)
  if (want.length !== have.length) return null
  const params: Params = {}
  for (const [i, part] of want.entries()) {
    const piece = decode(have[i] ?? '')
    if (piece === null) return null
    if (part.startsWith(':')) params[part.slice(1)] = piece
    else if (part !== piece) return null
  }
  return params
}

function decode(piece: string): string | null {
  try {
    return decodeURIComponent(piece)
  } catch {
    return null
  }
}
