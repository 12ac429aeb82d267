/** What the worker does: answers from the packs of this phone, and keeps them. */
import type { Box, LngLat, PackStand, Tile } from '../source.ts'
import { Packs } from './answers.ts'
import type { KeptPack } from './county.ts'
import { packOf, updatedPack, type NewDelta, type NewPack } from './install.ts'

export interface Shelf {
  readPacks(): Promise<KeptPack[]>
  keepPack(pack: KeptPack): Promise<void>
  dropPack(adcode: string): Promise<void>
}

export class PackService {
  private packs = new Packs()
  private opened: Promise<void> | null = null

  constructor(private readonly shelf: Shelf) {}

  /** Reads what is kept, again after somebody else has changed it. */
  async reload(): Promise<PackStand[]> {
    this.opened = null
    return (await this.open()).list()
  }

  async install(files: NewPack): Promise<PackStand> {
    const [packs, pack] = [await this.open(), await packOf(files)]
    return this.take(packs, pack)
  }

  async update(files: NewDelta): Promise<PackStand> {
    const packs = await this.open()
    const old = packs.get(files.adcode)
    if (!old) throw new Error('no pack to update')
    return this.take(packs, await updatedPack(old, files))
  }

  /** The pack that was there, for whoever wants it back. */
  async remove(adcode: string): Promise<KeptPack | null> {
    const packs = await this.open()
    const pack = packs.get(adcode) ?? null
    await this.shelf.dropPack(adcode)
    packs.remove(adcode)
    return pack
  }

  async restore(pack: KeptPack): Promise<PackStand> {
    return this.take(await this.open(), pack)
  }

  list = async (): Promise<PackStand[]> => (await this.open()).list()
  head = async () => (await this.open()).head()
  clusters = async (tile: Tile, f: string) => (await this.open()).clusters(tile, f)
  points = async (tile: Tile, f: string) => (await this.open()).points(tile, f)
  facets = async (f: string) => (await this.open()).facets(f)
  near = async (at: LngLat, radius: number, f: string, limit: number) => (await this.open()).near(at, radius, f, limit)
  search = async (q: string, at: LngLat | null, f: string) => (await this.open()).search(q, at, f)
  districts = async (box: Box) => (await this.open()).districts(box)

  /** Kept first, shown then: what is shown is there after a restart. */
  private async take(packs: Packs, pack: KeptPack): Promise<PackStand> {
    await this.shelf.keepPack(pack)
    return packs.put(pack)
  }

  private async open(): Promise<Packs> {
    this.opened ??= this.read()
    await this.opened
    return this.packs
  }

  private async read(): Promise<void> {
    const packs = new Packs()
    for (const pack of await this.shelf.readPacks().catch(() => [])) {
      try {
        packs.put(pack)
      } catch {
        // Of an older app, or damaged: it can only be fetched again.
        await this.shelf.dropPack(pack.adcode)
      }
    }
    this.packs = packs
  }
}
