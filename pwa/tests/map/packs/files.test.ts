/** Packs and deltas as files: read, checked, taken in. */
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DamagedFile, readLines, readPositions, writeLines, writePositions } from '../../../src/map/packs/format.ts'
import { packOf, updatedPack } from '../../../src/map/packs/install.ts'
import { unzip } from '../../../src/map/packs/unzip.ts'
import { bytesOf, filesOf, unpacked, vectors } from './vectors.ts'

const [first, xining] = vectors.packs
const delta = { ...filesOf(xining), delta: unpacked(vectors.delta.file) }

afterEach(() => vi.unstubAllGlobals())

describe('a pack', () => {
  it.each([first, xining])('of $adcode says what the server wrote', async (pack) => {
    const kept = await packOf(filesOf(pack))
    const { keys, looks, adcode, version } = readPositions(kept.body)
    expect([...keys]).toEqual(pack.keys)
    expect([...looks]).toEqual(pack.looks)
    expect([adcode, version, kept.version, kept.merchants]).toEqual([pack.adcode, kept.version, version, pack.merchants])
    expect(readLines(kept.names).rows).toEqual(pack.rows)
  })

  it('is unpacked alike where the browser cannot', async () => {
    const native = await unzip(bytesOf(xining.names))
    vi.stubGlobal('DecompressionStream', undefined)
    Reflect.deleteProperty(globalThis, 'DecompressionStream')
    expect(await unzip(bytesOf(xining.names))).toEqual(native)
    await expect(unzip(bytesOf(xining.names).slice(0, 40))).rejects.toThrow(DamagedFile)
    await expect(unzip(new Uint8Array(9))).rejects.toThrow(DamagedFile)
  })

  it('is refused when its files are not of one version, another county, cut short or altered', async () => {
    const files = filesOf(xining)
    await expect(packOf({ ...files, names: unpacked(first.names) })).rejects.toThrow(DamagedFile)
    await expect(packOf({ ...files, adcode: '630103' })).rejects.toThrow(DamagedFile)
    await expect(packOf({ ...files, body: files.body.slice(0, -9) })).rejects.toThrow(DamagedFile)
    const altered = files.body.slice()
    altered[altered.length - 1] = (altered[altered.length - 1] as number) ^ 1 // another grade, else the same
    await expect(packOf({ ...files, body: altered })).rejects.toThrow(DamagedFile)
    await expect(packOf({ ...files, names: files.names.slice(0, -30) })).rejects.toThrow(DamagedFile)
    const { head, rows } = readLines<object, unknown>(files.names)
    await expect(packOf({ ...files, names: writeLines(head, rows.slice(1)) })).rejects.toThrow(DamagedFile)
    await expect(packOf({ ...files, names: writeLines(head, rows.map(() => ['x'])) })).rejects.toThrow(DamagedFile)
  })

  it('never reads past what is there, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (rest) => {
      const bytes = new Uint8Array([...'XYQHMAP1'].map((letter) => letter.charCodeAt(0)).concat([...rest]))
      try {
        const { keys, looks } = readPositions(bytes)
        expect(keys.length).toBe(looks.length)
      } catch (reason) {
        expect(reason).toBeInstanceOf(DamagedFile)
      }
    }))
  })

  it('is written as it was read', () => {
    const merchants = fc.array(fc.tuple(fc.nat(4 ** 22 - 1), fc.nat(63)), { maxLength: 90 })
    fc.assert(fc.property(merchants, fc.nat(2 ** 40), (rows, version) => {
      const sorted = rows.sort(([one], [other]) => one - other)
      const positions = { adcode: '630104', version, keys: Float64Array.from(sorted, ([key]) => key), looks: Uint8Array.from(sorted, ([, look]) => look) }
      expect(readPositions(writePositions(positions))).toEqual(positions)
    }))
  })
})

describe('a delta', () => {
  it('makes the very pack that the server has', async () => {
    const next = await updatedPack(await packOf(filesOf(xining)), { ...delta, asOf: 7 })
    expect(Buffer.from(next.body).toString('base64')).toBe(vectors.delta.body)
    expect(readLines(next.names).rows).toEqual(vectors.delta.rows)
    expect([next.version, next.merchants, next.asOf]).toEqual([vectors.delta.version, vectors.delta.rows.length, 7])
  })

  it('of another pack or version is refused, and one that leads elsewhere', async () => {
    const pack = await packOf(filesOf(xining))
    await expect(updatedPack(await packOf(filesOf(first)), delta)).rejects.toThrow(DamagedFile)
    await expect(updatedPack({ ...pack, version: pack.version - 1 }, delta)).rejects.toThrow(DamagedFile)
    const { head, rows } = readLines<object, unknown>(delta.delta)
    const short = writeLines(head, rows.slice(1))
    await expect(updatedPack(pack, { ...delta, delta: short })).rejects.toThrow(DamagedFile)
  })
})
