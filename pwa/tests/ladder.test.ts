import { afterEach, describe, expect, it, vi } from 'vitest'
import { Ladder, nativeDecoder, type Decoder, type NativeDetectorClass, type Rung, type Sources } from '../src/parts/scan/ladder.ts'

const frame = {} as ImageData

function detector(formats: () => Promise<string[]>, detect: () => Promise<{ rawValue: string }[]>): NativeDetectorClass {
  return class {
    static getSupportedFormats = formats
    detect = detect
  } as unknown as NativeDetectorClass
}

function decoder(rung: Rung, read: () => Promise<string[]> = async () => [rung]): Decoder & { closed: boolean } {
  return { rung, read, closed: false, close() { this.closed = true } }
}

function sources(native: NativeDetectorClass | undefined, zxing: () => Promise<Decoder> = async () => decoder('zxing')) {
  return { native, qr: vi.fn(() => decoder('qr')), zxing: vi.fn(zxing) } satisfies Sources
}

afterEach(() => vi.restoreAllMocks())
const settle = (): Promise<void> => new Promise((done) => setTimeout(done))

describe('nativeDecoder', () => {
  it('is used when it reads QR codes', async () => {
    const found = await nativeDecoder(detector(async () => ['qr_code'], async () => [{ rawValue: 'x' }]))
    expect(await found?.read(frame)).toEqual(['x'])
  })
  it.each([
    ['absent', undefined],
    ['listing nothing', detector(async () => [], async () => [])],
    ['listing others', detector(async () => ['ean_13'], async () => [])],
    ['throwing', detector(async () => { throw new Error('no service') }, async () => [])],
  ])('is passed over when %s', async (_, found) => {
    expect(await nativeDecoder(found)).toBeNull()
  })
})

describe('Ladder', () => {
  it('stays native and fetches nothing while native works', async () => {
    const given = sources(detector(async () => ['qr_code'], async () => [{ rawValue: 'n' }, { rawValue: 'n' }, { rawValue: '' }]))
    const ladder = await Ladder.start(given)
    expect(ladder.rung).toBe('native')
    expect(await ladder.read(frame)).toEqual(['n'])
    expect(given.zxing).not.toHaveBeenCalled()
    expect(given.qr).not.toHaveBeenCalled()
  })

  it('starts with qr at once and hands over to zxing between frames', async () => {
    let ready: (found: Decoder) => void = () => undefined
    const ladder = await Ladder.start(sources(undefined, () => new Promise((done) => (ready = done))))
    expect(await ladder.read(frame)).toEqual(['qr'])
    ready(decoder('zxing'))
    await settle()
    expect(await ladder.read(frame)).toEqual(['zxing'])
  })

  it('looks again for a second code with zxing, when that is at hand', async () => {
    const both = decoder('zxing', async () => ['qr', 'sticker'])
    const given = { ...sources(undefined, () => new Promise((done) => setTimeout(() => done(both), 20))), kept: async () => true }
    expect(await (await Ladder.start(given)).read(frame)).toEqual(['qr', 'sticker'])
    // Not on this phone yet: nobody waits for a download.
    expect(await (await Ladder.start({ ...given, kept: async () => false })).read(frame)).toEqual(['qr'])
  })

  it('leaves native at its first exception', async () => {
    const ladder = await Ladder.start(sources(detector(async () => ['qr_code'], async () => { throw new Error('gone') })))
    expect(await ladder.read(frame)).toEqual([])
    expect(ladder.rung).toBe('qr')
    await settle()
    expect(await ladder.read(frame)).toEqual(['zxing'])
  })

  it('settles on zxing for a photo, and does not wait for ever', async () => {
    const ladder = await Ladder.start(sources(undefined))
    await ladder.settle(1000)
    expect(await ladder.read(frame)).toEqual(['zxing'])
    const slow = await Ladder.start(sources(undefined, () => new Promise(() => undefined)))
    await slow.settle(1)
    expect(await slow.read(frame)).toEqual(['qr'])
  })

  it('keeps qr when zxing cannot load', async () => {
    const ladder = await Ladder.start(sources(undefined, async () => { throw new Error('no wasm') }))
    await settle()
    expect(await ladder.read(frame)).toEqual(['qr'])
  })

  it('falls back to qr when zxing breaks', async () => {
    const ladder = await Ladder.start(sources(undefined, async () => decoder('zxing', async () => { throw new Error('memory') })))
    await settle()
    expect(await ladder.read(frame)).toEqual([])
    expect(await ladder.read(frame)).toEqual(['qr'])
  })

  it('closes a decoder that arrives too late', async () => {
    const late = decoder('zxing')
    let ready: (found: Decoder) => void = () => undefined
    const ladder = await Ladder.start(sources(undefined, () => new Promise((done) => (ready = done))))
    ladder.close()
    ready(late)
    await settle()
    expect(late.closed).toBe(true)
  })
})
