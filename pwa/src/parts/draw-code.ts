/** Draw a badge code: bytes for the address, digits for the token, so that it stays small enough to scan. */
import { correction, generate, mode } from 'lean-qr'

export interface Drawn {
  /** Modules a side without the quiet zone: 49 is version 8. */
  size: number
  /** One SVG path over a viewBox of size + 8 (quiet zone 4). */
  path: string
}

export function drawCode(url: string, digits: string): Drawn {
  const prefix = url.slice(0, url.length - digits.length)
  const code = generate(mode.multi(mode.bytes(new TextEncoder().encode(prefix)), mode.numeric(digits)), {
    minCorrectionLevel: correction.M,
    maxCorrectionLevel: correction.M,
  })
  return { size: code.size, path: outline(code.size, (x, y) => code.get(x, y)) }
}

/** Runs of dark modules as one path: a few kB instead of a thousand rectangles. */
function outline(size: number, dark: (x: number, y: number) => boolean): string {
  let path = ''
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const start = x
      while (x < size && dark(x, y)) x += 1
      if (x > start) path += `M${start + 4} ${y + 4}h${x - start}v1h-${x - start}z`
    }
  }
  return path
}
