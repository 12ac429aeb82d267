/** Credit districts (信用街区): a dashed line around them and their name. */
import type { DistrictCard } from '../source.ts'
import { project, type Camera, type Spot } from './project.ts'
import type { Palette } from './palette.ts'

export interface Area { card: DistrictCard; rings: Spot[][]; left: number; top: number; right: number; bottom: number; label: Spot }

/** Below this zoom a walking street is a few pixels. */
export const AREAS_FROM = 11

export function areaOf(card: DistrictCard): Area {
  const rings = card.boundary.coordinates.map((ring) => ring.map(([lng, lat]) => project({ lng, lat })))
  const all = rings.flat()
  const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)]
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  return { card, rings, left, right, top, bottom, label: { x: (left + right) / 2, y: top } }
}

/** Inside an odd number of rings: holes count. */
export function isInside({ rings }: Area, at: Spot): boolean {
  let inside = false
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [a, b] = [ring[i] as Spot, ring[j] as Spot]
      if (a.y > at.y !== b.y > at.y && at.x < ((b.x - a.x) * (at.y - a.y)) / (b.y - a.y) + a.x) inside = !inside
    }
  }
  return inside
}

export function drawArea(context: CanvasRenderingContext2D, area: Area, camera: Camera, palette: Palette, picked: boolean): void {
  context.beginPath()
  for (const ring of area.rings) {
    for (const [i, at] of ring.entries()) {
      const [x, y] = [at.x * camera.scale - camera.x, at.y * camera.scale - camera.y]
      if (i) context.lineTo(x, y)
      else context.moveTo(x, y)
    }
    context.closePath()
  }
  context.fillStyle = context.strokeStyle = palette.district
  context.globalAlpha = picked ? 0.17 : 0.085
  context.fill('evenodd')
  context.globalAlpha = 1
  context.lineWidth = picked ? 2.6 : 1.8
  context.lineJoin = 'round'
  context.setLineDash(picked ? [] : [7, 4.5])
  context.stroke()
  context.setLineDash([])
}
