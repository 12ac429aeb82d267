import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { PassSettings } from '../src/features/pass/api.ts'
import type { Held } from '../src/features/pass/held.ts'
import { QUARTER } from '../src/features/pass/slots.ts'
import { base64url, fromBase64url } from '../src/kit/base64.ts'

// Node has no IndexedDB: a map that copies as structured clone does stands in for it.
const kept = new Map<string, unknown>()
vi.mock('idb-keyval', () => ({
  createStore: () => ({}),
  get: async (name: string) => structuredClone(kept.get(name)),
  set: async (name: string, value: unknown) => void kept.set(name, structuredClone(value)),
  del: async (name: string) => void kept.delete(name),
  keys: async () => [...kept.keys()],
  clear: async () => kept.clear(),
}))

const words = new Map<string, string>()
vi.stubGlobal('localStorage', { getItem: (k: string) => words.get(k) ?? null, setItem: (k: string, v: string) => void words.set(k, v), removeItem: (k: string) => void words.delete(k) })
vi.stubGlobal('navigator', { onLine: true, userAgent: 'test' })
vi.stubGlobal('addEventListener', () => undefined)

/** The rules of the real server that a phone can run into. */
class Server {
  settings: PassSettings = { optedIn: true, paused: false, showName: false, showCourtesy: true, maskedName: '*明', courtesy: [], devices: [], consentVersion: '1', origin: 'https://x', demo: true }
  through = new Map<string, number>()
  last = new Map<string, string>()
  signed: number[] = []
  down = false
  /** Lose the answer to the next request for passes, after it was worked. */
  loseReply = false
  requests: string[] = []
  /** Answers to requests for passes wait for it. */
  gate: Promise<void> = Promise.resolve()

  async answer(path: string, method: string, body: Record<string, string>): Promise<Response> {
    if (this.down) throw new TypeError('no network')
    if (path === '/api/passes/settings') return method === 'PUT' ? this.change(body as never) : json(this.settings)
    if (path === '/api/passes/devices') return this.register()
    if (path.startsWith('/api/passes/devices/')) return this.end(path.split('/').at(-1) as string)
    if (path === '/api/passes') return this.sign(body['request'] as string)
    if (path === '/api/consents/citizen_pass') return this.change({ optedIn: false } as never, 204)
    return json({}, 404)
  }

  private change(change: Partial<PassSettings>, status = 200): Response {
    this.settings = { ...this.settings, ...change, devices: [] }
    return status === 204 ? new Response(null, { status }) : json(this.settings)
  }

  private register(): Response {
    const id = `d${this.through.size + 1}`
    this.through.set(id, 0)
    this.settings = { ...this.settings, devices: [...this.settings.devices, { id, label: '', createdAt: '', issuedThrough: null }] }
    return json({ id }, 201)
  }

  private end(id: string): Response {
    const known = this.settings.devices.some((one) => one.id === id)
    this.settings = { ...this.settings, devices: this.settings.devices.filter((one) => one.id !== id) }
    return known ? new Response(null, { status: 204 }) : json({ type: '/problems/not-found' }, 404)
  }

  private async sign(request: string): Promise<Response> {
    this.requests.push(request)
    await this.gate
    const { device, first, anchors } = JSON.parse(new TextDecoder().decode(fromBase64url(request.split('.')[1] as string))) as { device: string; first: number; anchors: string[] }
    const mine = this.settings.devices.find((one) => one.id === device)
    if (!mine) return json({ type: '/problems/not-found' }, 404)
    if (this.last.get(device) !== request) {
      if (first < (this.through.get(device) ?? 0)) return json({ type: '/problems/slots-taken' }, 409)
      this.signed.push(...anchors.map((_, i) => first + i * QUARTER))
      this.through.set(device, first + anchors.length * QUARTER)
      this.last.set(device, request)
    }
    mine.issuedThrough = new Date((this.through.get(device) as number) * 1000).toISOString()
    if (this.loseReply) {
      this.loseReply = false
      throw new TypeError('reply lost')
    }
    return json({ passes: anchors.map((anchor, i) => ({ iat: first + i * QUARTER, token: base64url(fromBase64url(anchor)) })) }, 201)
  }
}

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status, headers: { date: new Date().toUTCString() } })

let server: Server
vi.stubGlobal('fetch', (path: string, init: RequestInit) => server.answer(path, init.method ?? 'GET', JSON.parse((init.body as string | undefined) ?? '{}')))

const { sync, choose, NoKeyStore, Stopped } = await import('../src/features/pass/sync.ts')
const { readHeld, readWish, stopHere } = await import('../src/features/pass/held.ts')
const { forgetPersonal } = await import('../src/kit/personal.ts')
const held = async (): Promise<Held> => (await readHeld('me')) as Held

beforeEach(() => {
  kept.clear()
  words.clear()
  server = new Server()
})

describe('a phone that may show passes', () => {
  it('holds a day of them, and knows itself among the devices', async () => {
    const settings = await sync('me', 'phone')
    const { slots, device, keys } = await held()
    expect(slots.length).toBe(96)
    expect(settings.devices.map(({ id }) => id)).toEqual([device])
    expect(keys.privateKey.extractable).toBe(false)
    expect(new Set(slots.map(({ seed }) => base64url(seed))).size).toBe(96)
    expect(Number(words.get('pass-until'))).toBe((slots.at(-1)?.iat as number) + QUARTER)
  })

  it('asks for nothing while half a day is left', async () => {
    await sync('me', 'phone')
    await sync('me', 'phone')
    expect(server.requests.length).toBe(1)
  })

  it('sends the very same request again when the answer was lost, and no hour is signed twice', async () => {
    server.loseReply = true
    await expect(sync('me', 'phone')).rejects.toMatchObject({ kind: 'offline' })
    expect((await held()).slots).toEqual([])
    await sync('me', 'phone')
    expect(server.requests[1]).toBe(server.requests[0])
    expect((await held()).slots.length).toBe(96)
    expect(server.signed.length).toBe(96)
  })

  it('keeps what it has when the network fails', async () => {
    await sync('me', 'phone')
    server.down = true
    await expect(sync('me', 'phone')).rejects.toMatchObject({ kind: 'offline' })
    expect((await held()).slots.length).toBe(96)
  })

  it('starts over with a new key when other choices are signed', async () => {
    await sync('me', 'phone')
    const before = await held()
    await choose('me', { showName: true, showCourtesy: true, paused: false })
    await sync('me', 'phone')
    const after = await held()
    expect(after.device).not.toBe(before.device)
    expect(after.slots.length).toBe(96)
    expect(base64url(after.slots[0]?.seed as Uint8Array)).not.toBe(base64url(before.slots[0]?.seed as Uint8Array))
  })

  it('starts over when another phone of the same person stopped this one', async () => {
    await sync('me', 'phone')
    server.settings = { ...server.settings, devices: [] }
    await sync('me', 'phone')
    expect((await held()).device).toBe('d2')
  })

  it('asks anew with the same key after the server ended what it holds', async () => {
    await sync('me', 'phone')
    const { device } = await held()
    for (const one of server.settings.devices) one.issuedThrough = null
    server.through.set(device, 0)
    await sync('me', 'phone')
    expect((await held()).device).toBe(device)
    expect(server.signed.length).toBe(192)
  })

  it('is not used when the key cannot be kept', async () => {
    const real = structuredClone
    vi.stubGlobal('structuredClone', (value: unknown) => {
      if (value && typeof value === 'object' && 'keys' in value) throw new DOMException('no', 'DataCloneError')
      return real(value)
    })
    await expect(sync('me', 'phone')).rejects.toBeInstanceOf(NoKeyStore)
    vi.stubGlobal('structuredClone', real)
    expect(server.requests).toEqual([])
  })
})

describe('stopping', () => {
  it('wipes passes and key at once, and the next sync tells the server first', async () => {
    await sync('me', 'phone')
    await stopHere('me', 'pause')
    expect(await readHeld('me')).toBeNull()
    expect(words.get('pass-until')).toBeUndefined()
    const settings = await sync('me', 'phone')
    expect([settings.paused, server.settings.paused, await readWish('me')]).toEqual([true, true, null])
    expect(server.requests.length).toBe(1)
  })

  it('works without a network: the server hears of it as soon as it can', async () => {
    await sync('me', 'phone')
    server.down = true
    await stopHere('me', 'withdraw')
    await expect(sync('me', 'phone')).rejects.toMatchObject({ kind: 'offline' })
    expect(await readHeld('me')).toBeNull()
    expect([server.settings.optedIn, await readWish('me')]).toEqual([true, 'withdraw'])
    server.down = false
    const settings = await sync('me', 'phone')
    expect([settings.optedIn, await readWish('me')]).toEqual([false, null])
  })

  it('drops passes that were on their way', async () => {
    let open = (): void => undefined
    server.gate = new Promise((done) => (open = done))
    const running = sync('me', 'phone')
    await vi.waitFor(() => expect(server.requests.length).toBe(1))
    await stopHere('me', 'withdraw')
    open()
    await expect(running).rejects.toBeInstanceOf(Stopped)
    expect(await readHeld('me')).toBeNull()
  })

  it('leaves nothing behind after a sign-out, and nothing to another person', async () => {
    await sync('me', 'phone')
    expect(await readHeld('somebody else')).toBeNull()
    await forgetPersonal()
    expect(kept.size).toBe(0)
    expect(words.get('pass-until')).toBeUndefined()
  })
})
