/// <reference lib="webworker" />
// The very file of this package: another copy's wasm crashes, and the default address is a foreign host.
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'
import { readWithZxing, startZxing } from './zxing-read.ts'

interface Frame {
  width: number
  height: number
  pixels: ArrayBuffer
}

startZxing({ locateFile: () => wasmUrl }).then(
  () => self.postMessage({ ready: true }),
  (reason: unknown) => self.postMessage({ error: String(reason) }),
)

self.onmessage = async ({ data }: MessageEvent<Frame>) => {
  try {
    const image = new ImageData(new Uint8ClampedArray(data.pixels), data.width, data.height)
    self.postMessage({ texts: await readWithZxing(image) })
  } catch (reason) {
    self.postMessage({ error: String(reason) })
  }
}
