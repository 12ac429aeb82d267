// The scanner's decoders on pictures from stdin, for tests/bench/scanner_bench.py: a line of JSON
// {width, height}, then the RGBA bytes; answers a line {zxing, qr, zxingMs, qrMs} for each.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { runnerImport } from 'vite'

const root = new URL('..', import.meta.url).pathname
const load = async (name) => (await runnerImport(`/src/features/codes/${name}.ts`, { root, configFile: false, logLevel: 'error' })).module
const { startZxing, readWithZxing } = await load('zxing-read')
const { readWithQr } = await load('qr-read')
const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))

globalThis.ImageData ??= class {
  constructor(data, width, height) {
    Object.assign(this, { data, width, height, colorSpace: 'srgb' })
  }
}

async function timed(read) {
  const began = performance.now()
  return [await read(), performance.now() - began]
}

async function answer(width, height, bytes) {
  const image = new ImageData(new Uint8ClampedArray(bytes), width, height)
  const [zxing, zxingMs] = await timed(() => readWithZxing(image))
  const [qr, qrMs] = await timed(() => readWithQr(image))
  process.stdout.write(`${JSON.stringify({ zxing, qr, zxingMs, qrMs })}\n`)
}

await startZxing({ wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) })
for await (const [head, bytes] of pictures(process.stdin)) {
  const { width, height } = JSON.parse(head)
  await answer(width, height, bytes)
}

/** Cuts the stream into [line, bytes]; the pieces of a picture are joined once. */
async function* pictures(stream) {
  let pieces = []
  let length = 0
  let head = null
  for await (const chunk of stream) {
    pieces.push(chunk)
    length += chunk.length
    for (;;) {
      if (head === null) {
        const held = Buffer.concat(pieces)
        const end = held.indexOf(10)
        if (end < 0) break
        head = held.subarray(0, end).toString()
        pieces = [held.subarray(end + 1)]
        length = held.length - end - 1
      }
      const { width, height } = JSON.parse(head)
      const size = width * height * 4
      if (length < size) break
      const held = Buffer.concat(pieces)
      yield [head, held.subarray(0, size)]
      head = null
      pieces = [held.subarray(size)]
      length -= size
    }
  }
}
