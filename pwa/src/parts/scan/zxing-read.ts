/** The strongest decoder, apart from its worker: the benchmark tries these very lines on photographs. */
import { prepareZXingModule, readBarcodes, type ReaderOptions } from 'zxing-wasm/reader'

// zxing-wasm compares its settings with Object.hasOwn, which is Chrome 93 and Safari 15.4.
Object.hasOwn ??= (thing, name) => Object.prototype.hasOwnProperty.call(thing, name)

const OPTIONS: ReaderOptions = { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 4 }

/** Where the wasm is, or its bytes. It must be the file of the very package imported here. */
type Wasm = { locateFile: () => string } | { wasmBinary: ArrayBuffer }

export async function startZxing(wasm: Wasm): Promise<void> {
  await prepareZXingModule({ overrides: wasm, fireImmediately: true })
}

/** Every text in the picture, at most four. */
export async function readWithZxing(image: ImageData): Promise<string[]> {
  const found = await readBarcodes(image, OPTIONS)
  return found.filter((code) => code.isValid).map((code) => code.text)
}
