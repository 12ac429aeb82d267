import decodeQR from 'qr/decode.js'
import type { Drawn } from '../src/parts/draw-code.ts'

const SCALE = 6

/** Paint the path of a drawn code and read it back with the scanner's own decoder. */
export function decode({ size, path }: Drawn): string {
  const side = (size + 8) * SCALE
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row += 1) {
      const from = (row * side + Number(x) * SCALE) * 4
      data.fill(0, from, from + Number(width) * SCALE * 4)
    }
  }
  for (let i = 3; i < data.length; i += 4) data[i] = 255
  return decodeQR({ width: side, height: side, data })
}
