/// <reference lib="webworker" />
import { PackService } from './service.ts'
import * as shelf from './store.ts'

const service = new PackService(shelf)

export interface Call { id: number; name: string; args: unknown[] }

self.onmessage = async ({ data: { id, name, args } }: MessageEvent<Call>) => {
  try {
    const method = service[name as keyof PackService] as (...args: unknown[]) => Promise<unknown>
    self.postMessage({ id, value: await method.apply(service, args) })
  } catch (reason) {
    self.postMessage({ id, fault: reason instanceof Error ? reason.name : 'Error' })
  }
}
