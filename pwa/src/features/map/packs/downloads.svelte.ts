/** Counties on their way to this phone, one after the other; they go on while the sheet is closed. */
import { ApiError } from '../../../api/problem.ts'
import { serverNow } from '../../../kit/clock.svelte.ts'
import { ask, isAbort } from '../../../map/ask.ts'
import { districtsIn } from '../../../map/online.ts'
import type { KeptPack } from '../../../map/packs/county.ts'
import type { PackDesk } from '../../../map/packs/desk.ts'
import { fetchFile } from '../../../map/packs/download.ts'
import { unzip } from '../../../map/packs/unzip.ts'
import type { Downloaded } from '../../../map/packs/install.ts'
import { kept, withoutStand, withStand } from '../../../map/packs/kept.svelte.ts'
import type { Head, PackStand } from '../../../map/source.ts'
import { countyOf } from './county.ts'
import { lookAtRoom } from './room.ts'

export type Fault = 'network' | 'room' | 'server'
export interface Job {
  adcode: string
  /** In line, being fetched, or being unpacked and written. */
  phase: 'waiting' | 'loading' | 'saving'
  received: number
  total: number | null
}

export const downloads = $state({
  jobs: [] as Job[],
  faults: {} as Record<string, Fault>,
  /** What was deleted last, until it is undone or another follows. */
  removed: null as { adcode: string; name: string } | null,
})

/** Unpacked a county is about four times its files. */
const UNPACKED = 4
const aborts = new Map<string, AbortController>()
let running = false
/** Not in the state: what is observed cannot be handed to a worker. */
let bin: KeptPack | null = null

export class Downloads {
  constructor(private readonly desk: PackDesk, private readonly done: () => void) {}

  start(adcode: string): void {
    if (downloads.jobs.some((job) => job.adcode === adcode)) return
    delete downloads.faults[adcode]
    aborts.set(adcode, new AbortController())
    downloads.jobs.push({ adcode, phase: 'waiting', received: 0, total: null })
    void this.work()
  }

  /** What is there stays as it was. */
  cancel(adcode: string): void {
    aborts.get(adcode)?.abort()
    this.end(adcode)
  }

  async remove(adcode: string): Promise<void> {
    withoutStand(adcode)
    bin = await this.desk.remove(adcode)
    downloads.removed = bin && { adcode, name: bin.name }
    this.done()
  }

  async undo(): Promise<void> {
    const pack = bin
    bin = downloads.removed = null
    if (!pack) return
    try {
      withStand(await this.desk.restore(pack))
    } catch (reason) {
      downloads.faults[pack.adcode] = faultOf(reason)
    }
    this.done()
  }

  private async work(): Promise<void> {
    if (running) return
    running = true
    for (let job = downloads.jobs[0]; job; job = downloads.jobs[0]) await this.run(job, (aborts.get(job.adcode) as AbortController).signal)
    running = false
  }

  private async run(job: Job, signal: AbortSignal): Promise<void> {
    const { adcode } = job
    job.phase = 'loading'
    try {
      const stand = await this.fetch(job, signal)
      if (stand) withStand(stand)
      void keepApp()
    } catch (reason) {
      if (!isAbort(reason) && !signal.aborted) downloads.faults[adcode] = faultOf(reason)
    }
    if (!signal.aborted) this.end(adcode)
    this.done()
  }

  private end(adcode: string): void {
    downloads.jobs = downloads.jobs.filter((job) => job.adcode !== adcode)
  }

  /** By delta where there is a pack, else whole. Null when it was given up at the last moment. */
  private async fetch(job: Job, signal: AbortSignal): Promise<PackStand | null> {
    const told = await factsOf(job.adcode, signal)
    const old = kept.items.find(({ adcode }) => adcode === job.adcode)
    const delta = old && (await this.delta(job, old.version, told, signal))
    // Two files of different versions: the county changed between them, once more then.
    return delta ?? (await this.whole(job, told, signal)) ?? (await this.whole(job, told, signal, true))
  }

  private async delta(job: Job, since: number, told: Downloaded, signal: AbortSignal): Promise<PackStand | null> {
    try {
      const delta = await fetchFile(`/api/map/packs/${job.adcode}.delta?since=${since}`, { signal, progress: (received, total) => Object.assign(job, { received, total }) })
      return await this.desk.update({ ...told, delta: await unzip(delta) })
    } catch (reason) {
      // Too old, or not what was asked for: the whole county then.
      if (isNamed(reason, 'DamagedFile') || (reason instanceof ApiError && reason.slug === 'outdated-version')) return null
      throw reason
    }
  }

  private async whole(job: Job, told: Downloaded, signal: AbortSignal, last = false): Promise<PackStand | null> {
    const parts = [{ received: 0, total: null as number | null }, { received: 0, total: null as number | null }]
    const load = (ending: string, part: (typeof parts)[number]) => fetchFile(`/api/map/packs/${job.adcode}.${ending}`, {
      signal,
      progress(received, total) {
        Object.assign(part, { received, total })
        job.received = parts.reduce((sum, one) => sum + one.received, 0)
        job.total = parts.every((one) => one.total !== null) ? parts.reduce((sum, one) => sum + (one.total as number), 0) : null
      },
    })
    const [positions, names] = await Promise.all([load('bin', parts[0]!), load('names.gz', parts[1]!)])
    const { free } = await lookAtRoom()
    if (free !== null && free < (positions.length + names.length) * UNPACKED) throw new DOMException('no room', 'QuotaExceededError')
    signal.throwIfAborted?.()
    job.phase = 'saving'
    try {
      return await this.desk.install({ ...told, body: await unzip(positions), names: await unzip(names) })
    } catch (reason) {
      if (!last && isNamed(reason, 'DamagedFile')) return null
      throw reason
    }
  }
}

/** What a pack is told besides its files. */
async function factsOf(adcode: string, signal: AbortSignal): Promise<Downloaded> {
  const asOf = serverNow()
  const [head, districts] = await Promise.all([ask('/api/map/head', signal) as Promise<Head>, districtsIn(ask, { division: adcode }, signal)])
  const { name, region } = countyOf(adcode)
  return { adcode, name, region, asOf, approvalNo: head.approvalNo ?? '', districts }
}

const isNamed = (reason: unknown, name: string): boolean => reason instanceof Error && reason.name === name

function faultOf(reason: unknown): Fault {
  if (isNamed(reason, 'QuotaExceededError')) return 'room'
  return reason instanceof ApiError && reason.kind !== 'problem' ? 'network' : 'server'
}

/** Data without the app that shows them are of no use offline: the service worker fetches all of the map. */
async function keepApp(): Promise<void> {
  const worker = await navigator.serviceWorker?.ready
  worker?.active?.postMessage({ type: 'KEEP_MAP' })
}
