// Byte budgets of the build, gzip -9, from Vite's manifest: bytes gate hard, timings do not.
import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { isLater } from '../src/sw/later.ts'

const dist = new URL('../dist/', import.meta.url)
const read = (name) => readFileSync(new URL(name, dist))
const kB = (name) => gzipSync(read(name), { level: 9 }).length / 1000
const manifest = JSON.parse(read('.vite/manifest.json'))

/** A chunk, and everything it imports at once. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key].imports ?? []) closure(next, seen)
  return seen
}

const sum = (names) => [...new Set(names)].reduce((total, name) => total + kB(name), 0)
const filesOf = (keys) => [...keys].map((key) => manifest[key].file)
const stylesOf = (keys) => [...keys].flatMap((key) => manifest[key].css ?? [])

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
const first = closure(entry)
const rows = [
  ['first route JS', sum(filesOf(first)), 40],
  ['first route CSS', sum(stylesOf(first)), 6],
  ['index.html', kB('index.html'), 4],
]

// Fetched once, with the first screen beyond home.
const common = Object.keys(manifest).find((key) => key.startsWith('_common') && key.endsWith('.js'))
rows.push(['shared by all screens', sum(filesOf([common])) + sum(stylesOf([common])), 12])

// Fetched once, with the first screen about districts, be it the map, a page or the desk.
const districts = Object.keys(manifest).find((key) => key.startsWith('_district-parts') && key.endsWith('.js'))
rows.push(['shared about districts', sum(filesOf([districts])) + sum(stylesOf([districts])), 4])

for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry || !key.endsWith('.svelte')) continue
  const own = [...closure(key)].filter((one) => !first.has(one) && one !== common && one !== districts)
  rows.push([`screen ${chunk.name}`, sum(filesOf(own)) + sum(stylesOf(own)), 8])
}

const assets = readdirSync(new URL('assets/', dist))
for (const name of assets.filter((one) => /^(qr|zxing)\.worker-.*\.js$/.test(one))) rows.push([name.split('-')[0], kB(`assets/${name}`), 16])

const precached = [...read('sw.js').toString().matchAll(/["'`]?url["'`]?:\s*["'`]([^"'`]+)["'`]/g)].map((found) => found[1])
if (precached.length === 0) throw new Error('no precache list found in sw.js')
rows.push(['install precache', sum(precached.filter((name) => !isLater(name))), 300])

// All JavaScript that a consumer's map may bring: itself, the sheet and the worker of its offline counties, what it shares
// with districts. Not what unpacks gzip for iPhones before 16.4.
const maps = Object.keys(manifest).filter((key) => /^assets\/map(-offline)?-[\w-]+\.js$/.test(manifest[key].file) && !/^assets\/map-(desk|unzip|packs)/.test(manifest[key].file))
const ofMaps = maps.flatMap((key) => [...closure(key)]).filter((key) => !first.has(key) && key !== common)
const mapWorkers = assets.filter((one) => /^map-packs\.worker-.*\.js$/.test(one)).map((one) => `assets/${one}`)
rows.push(['map JS on the wire', sum([...filesOf(ofMaps), ...mapWorkers]), 90])

let over = 0
for (const [name, size, limit] of rows) {
  const bad = size > limit
  over += bad ? 1 : 0
  console.log(`${bad ? '✗' : '✓'} ${name.padEnd(28)} ${size.toFixed(1).padStart(6)} / ${limit} kB`)
}
if (over) process.exit(1)
