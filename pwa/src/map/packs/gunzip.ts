/** Unpacks the gzip files of packs: with the browser's own means where it has them (Safari: from 16.4). */
import { gunzipSync } from 'fflate'

/** A file that is not what it should be: cut short, altered, of another kind, or not fitting its twin. */
export class DamagedFile extends Error {}

/** The content of a gzip file; DamagedFile when it is none or cut short. */
export async function gunzip(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (!('DecompressionStream' in globalThis)) return gunzipSync(file) as Uint8Array<ArrayBuffer>
    const unpacked = new Blob([file]).stream().pipeThrough(new DecompressionStream('gzip'))
    return new Uint8Array(await new Response(unpacked).arrayBuffer())
  } catch {
    throw new DamagedFile('gzip')
  }
}
