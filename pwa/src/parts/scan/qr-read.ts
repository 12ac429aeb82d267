/** The small decoder, apart from its worker: the benchmark tries these very lines on photographs. */
import decodeQR from 'qr/decode.js'

/** Spent on a frame at most, ms: a camera has another one soon. */
const TIME_LIMIT = 120

/** The one text that it sees, or none. */
export function readWithQr(image: { width: number; height: number; data: Uint8ClampedArray }): string[] {
  try {
    return [decodeQR(image, { timeLimit: TIME_LIMIT })]
  } catch {
    return [] // it throws when it finds nothing: for a camera that is the usual frame
  }
}
