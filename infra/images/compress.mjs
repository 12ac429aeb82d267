// compress.mjs DIR: writes a .gz and a .br beside every text-like file that gains from it.
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const TEXTUAL = new Set([
  ".html", ".css", ".js", ".mjs", ".json", ".svg", ".txt", ".webmanifest", ".wasm", ".geojson",
]);
const WORTH_IT = 512; // bytes; below, a packet is a packet

const root = process.argv[2];
if (!root) throw new Error("usage: node compress.mjs DIR");

for (const name of await readdir(root, { recursive: true })) {
  const path = join(root, name);
  if (!TEXTUAL.has(extname(path)) || !(await stat(path)).isFile()) continue;
  const plain = await readFile(path);
  if (plain.length < WORTH_IT) continue;
  await writeFile(`${path}.gz`, gzipSync(plain, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  await writeFile(`${path}.br`, brotliCompressSync(plain, { params }));
}
