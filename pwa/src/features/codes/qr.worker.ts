/// <reference lib="webworker" />
import decodeQR from 'qr/decode.js'

interface Frame {
  width: number
  height: number
  pixels: ArrayBuffer
}

self.onmessage = ({ data }: MessageEvent<Frame>) => {
  const { width, height, pixels } = data
  try {
    self.postMessage({ texts: [decodeQR({ width, height, data: new Uint8ClampedArray(pixels) }, { timeLimit: 120 })] })
  } catch {
    // The decoder throws when it finds nothing: for a camera that is the usual frame.
    self.postMessage({ texts: [] })
  }
}
