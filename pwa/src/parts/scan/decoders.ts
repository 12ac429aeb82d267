/** The two decoders in workers. Each answers one frame at a time. */
import type { Decoder, NativeDetectorClass, Rung, Sources } from './ladder.ts'
import QrWorker from './qr.worker.ts?worker'
import ZxingWorker from './zxing.worker.ts?worker'

interface Answer {
  ready?: boolean
  texts?: string[]
  error?: string
}

function answerOf(worker: Worker): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<Answer>) => resolve(event.data)
    worker.onerror = () => reject(new Error('decoder worker failed'))
  })
}

function inWorker(rung: Rung, worker: Worker): Decoder {
  return {
    rung,
    async read(frame) {
      const answer = answerOf(worker)
      const pixels = frame.data.slice().buffer
      worker.postMessage({ width: frame.width, height: frame.height, pixels }, [pixels])
      const { texts, error } = await answer
      if (error) throw new Error(error)
      return texts ?? []
    },
    close: () => worker.terminate(),
  }
}

/** Kept by the service worker since an earlier scan (two files); without a network it comes from nowhere else. */
async function isZxingKept(): Promise<boolean> {
  return 'caches' in globalThis && (await (await caches.open('zxing-1')).keys()).length > 1
}

async function zxingDecoder(): Promise<Decoder> {
  if (!navigator.onLine && !(await isZxingKept())) throw new Error('zxing is not on this phone')
  const worker = new ZxingWorker()
  const { ready, error } = await answerOf(worker)
  if (ready) return inWorker('zxing', worker)
  worker.terminate()
  throw new Error(error ?? 'zxing did not start')
}

export const decoders: Sources = {
  native: (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector,
  qr: () => inWorker('qr', new QrWorker()),
  zxing: zxingDecoder,
  kept: isZxingKept,
}
