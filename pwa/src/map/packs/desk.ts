/** The packs of this phone, kept and read in a worker: a county is parsed and searched beside the map's frames. */
import type { MapSource, PackStand } from '../source.ts'
import type { KeptPack } from './county.ts'
import type { NewDelta, NewPack } from './install.ts'
import PacksWorker from './map-packs.worker.ts?worker'

/** A fault in the worker, by its name there: `QuotaExceededError`, `DamagedFile`, … */
export class PackFault extends Error {
  constructor(override readonly name: string) {
    super(name)
  }
}

export interface PackDesk extends MapSource {
  list(): Promise<PackStand[]>
  install(files: NewPack): Promise<PackStand>
  update(files: NewDelta): Promise<PackStand>
  remove(adcode: string): Promise<KeptPack | null>
  restore(pack: KeptPack): Promise<PackStand>
  /** Reads anew what is kept: somebody else changed it. */
  reload(): Promise<PackStand[]>
}

interface Answer { id: number; value?: unknown; fault?: string }
interface Waiting { done: (value: never) => void; fail: (reason: unknown) => void }

/** The worker starts with the first question: who has no packs never starts it. */
export function packDesk(start: () => Worker = () => new PacksWorker()): PackDesk {
  let worker: Worker | null = null
  let count = 0
  const waiting = new Map<number, Waiting>()

  function settle({ id, value, fault }: Answer): void {
    const one = waiting.get(id)
    waiting.delete(id)
    if (fault) one?.fail(new PackFault(fault))
    else one?.done(value as never)
  }

  function running(): Worker {
    if (worker) return worker
    worker = start()
    worker.onmessage = ({ data }: MessageEvent<Answer>) => settle(data)
    worker.onerror = () => {
      worker = null
      for (const id of [...waiting.keys()]) settle({ id, fault: 'WorkerFailed' })
    }
    return worker
  }

  function call<T>(name: keyof PackDesk, args: unknown[], signal?: AbortSignal): Promise<T> {
    return new Promise<T>((done, fail) => {
      const give = (): void => fail(new DOMException('given up', 'AbortError'))
      if (signal?.aborted) return give()
      const id = (count += 1)
      signal?.addEventListener('abort', give, { once: true })
      waiting.set(id, { done, fail })
      running().postMessage({ id, name, args })
    })
  }

  return {
    head: (signal) => call('head', [], signal),
    clusters: (tile, f, signal) => call('clusters', [tile, f], signal),
    points: (tile, f, signal) => call('points', [tile, f], signal),
    facets: (f, signal) => call('facets', [f], signal),
    near: (at, radius, f, limit, signal) => call('near', [at, radius, f, limit], signal),
    search: (q, at, f, signal) => call('search', [q, at, f], signal),
    districts: (box, signal) => call('districts', [box], signal),
    list: () => call('list', []),
    install: (files) => call('install', [files]),
    update: (files) => call('update', [files]),
    remove: (adcode) => call('remove', [adcode]),
    restore: (pack) => call('restore', [pack]),
    reload: () => call('reload', []),
  }
}
