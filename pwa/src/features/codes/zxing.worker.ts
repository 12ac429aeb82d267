/// <reference lib="webworker" />
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader'
// The very file of this package: another copy's wasm crashes, and the default address is a foreign host.
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'

interface Frame {
  width: number
  height: number
  pixels: ArrayBuffer
}

const options: ReaderOptions = { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 4 }

prepareZXingModule({ overrides: { locateFile: () => wasmUrl }, fireImmediately: true }).then(
  () => self.postMessage({ ready: true }),
  (reason: unknown) => self.postMessage({ error: String(reason) }),
)

self.onmessage = async ({ data }: MessageEvent<Frame>) => {
  try {
    const image = new ImageData(new Uint8ClampedArray(data.pixels), data.width, data.height)
    const found = await readBarcodes(image, options)
    self.postMessage({ texts: found.filter((code) => code.isValid).map((code) => code.text) })
  } catch (reason) {
    self.postMessage({ error: String(reason) })
  }
}
