/** Unpacks gzip files: with the browser's own means where it has them (Safari: from 16.4). */
import { DamagedFile } from './format.ts'

/** The content of a gzip file; DamagedFile when it is none or cut short. */
export async function unzip(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (!('DecompressionStream' in globalThis)) return (await import('fflate')).gunzipSync(file) as Uint8Array<ArrayBuffer>
    const unpacked = new Blob([file]).stream().pipeThrough(new DecompressionStream('gzip'))
    return new Uint8Array(await new Response(unpacked).arrayBuffer())
  } catch {
    throw new DamagedFile('gzip')
  }
}
