/// <reference lib="webworker" />
import { readWithQr } from './qr-read.ts'

interface Frame {
  width: number
  height: number
  pixels: ArrayBuffer
}

self.onmessage = ({ data: { width, height, pixels } }: MessageEvent<Frame>) => {
  self.postMessage({ texts: readWithQr({ width, height, data: new Uint8ClampedArray(pixels) }) })
}
