// How fast a phone's code answers from a pack, for tests/bench/map_bench.py: node map-packs.mjs FOLDER ADCODE TILES
// reads ADCODE.body and ADCODE.names (unpacked) in FOLDER; TILES and their filters are JSON. Prints a line of JSON.
import { readFileSync } from 'node:fs'
import { runnerImport } from 'vite'

const [folder, adcode, asked] = process.argv.slice(2)
const { tiles, filters, searches, at, rounds } = JSON.parse(asked)
const root = new URL('..', import.meta.url).pathname
const load = async (name) => (await runnerImport(`/src/map/${name}.ts`, { root, configFile: false, logLevel: 'error' })).module
const [{ Packs }, { readFilter }, { tileRange }] = [await load('packs/answers'), await load('filter'), await load('morton')]

const bytes = (ending) => new Uint8Array(readFileSync(`${folder}/${adcode}.${ending}`))
const pack = { adcode, name: '城西区', region: '西宁市', version: 0, merchants: 0, asOf: 0, body: bytes('body'), names: bytes('names'), districts: [], approvalNo: '' }
pack.version = JSON.parse(new TextDecoder().decode(pack.names).split('\n', 1)[0]).version

function median(work) {
  const walls = []
  work()
  for (let i = 0; i < rounds; i += 1) {
    const began = performance.now()
    work()
    walls.push(performance.now() - began)
  }
  return walls.sort((a, b) => a - b)[rounds >> 1]
}

const opened = () => {
  const packs = new Packs()
  packs.put(pack)
  return packs
}
const open = median(opened)
const packs = opened()
const county = packs.counties.get(adcode)

/** The plain way: every merchant against filter and tile, each time. */
function naive(f) {
  const filter = readFilter(f)
  let found = 0
  for (const tile of tiles) {
    const [first, end] = tileRange(tile)
    const cells = new Map()
    for (let i = 0; i < county.keys.length; i += 1) {
      const key = county.keys[i]
      if (key < first || key >= end || !keeps(i, filter)) continue
      const cell = Math.floor(((key - first) / (end - first)) * 64)
      cells.set(cell, (cells.get(cell) ?? 0) + 1)
      found += 1
    }
  }
  return found
}

function keeps(i, { grades, trades, commitments }) {
  const [, , trade, , , promises] = county.rows[i]
  return (
    (!grades.length || grades.includes('ABCDN'[county.looks[i] & 7])) &&
    (!trades.length || trades.includes(trade)) &&
    commitments.every((name) => promises & (1 << county.head.commitments.indexOf(name)))
  )
}

const viewports = filters.map((f) => {
  const ours = () => tiles.reduce((sum, tile) => sum + packs.clusters(tile, f).total, 0)
  if (ours() !== naive(f)) throw new Error(`${f}: ${ours()} is not ${naive(f)}`)
  const first = median(() => {
    packs.views.clear()
    ours()
  })
  return { f, found: ours(), first, again: median(ours), naive: median(() => naive(f)) }
})
const search = searches.map((q) => ({ q, ms: median(() => packs.search(q, at, '')), found: packs.search(q, at, '').length }))
process.stdout.write(`${JSON.stringify({ merchants: county.keys.length, open, viewports, search })}\n`)
