/**
 * A group of merchants as a ring of their grades. Clockwise from the top, always in the order A B C D 不足,
 * and each with a stroke of its own, so that the ring reads without colour: A solid, B a double line,
 * C short bars, D dots, 信息不足 a thin line. In the middle how many, below it the commonest grade.
 */
import type { Grade } from '../../api/shapes.ts'
import { commonest, GRADES, partsOf, shortNumber, type Mix } from './mix.ts'
import type { Palette } from './palette.ts'
import { font, stamp, type Sprite, type Sprites } from './sprites.ts'

const TURN = Math.PI * 2
/** Width of the band that the strokes share. */
const BAND = 6.5

/** Outer radius in pixels: grows with the number, but slowly; never so much that neighbours touch. */
export function radiusOf(n: number, elder: boolean): number {
  const base = n < 10 ? 18 : n < 100 ? 20.5 : n < 1000 ? 23.5 : n < 10_000 ? 27 : 30
  return elder ? base * 1.2 : base
}

export function ringSprite(sprites: Sprites, palette: Palette, mix: Mix, n: number, { zh, elder }: { zh: boolean; elder: boolean }): Sprite {
  const radius = radiusOf(n, elder)
  const parts = partsOf(mix).map((part) => Math.round(part * 60))
  const text = shortNumber(n, zh)
  const most = commonest(mix)
  const key = `ring ${palette.dark} ${radius} ${text} ${most} ${parts.join()}`
  return sprites.get(key, radius * 2 + 14, (context) => {
    stamp(context, discSprite(sprites, palette, radius), 0, 0)
    drawRing(context, palette, partsOf(mix), radius, text, most)
  })
}

export function drawRing(context: CanvasRenderingContext2D, palette: Palette, parts: number[], radius: number, text: string, most: Grade): void {
  const middle = radius - BAND / 2
  const gap = parts.filter(Boolean).length > 1 ? 1.6 / middle : 0
  let from = -TURN / 4
  for (const [i, part] of parts.entries()) {
    const to = from + part * TURN
    if (part) arc(context, GRADES[i] as Grade, palette, middle, from + gap, Math.max(from + gap + 0.02, to - gap))
    from = to
  }
  words(context, palette, radius, text, most)
}

/** The ground of all rings of a size: a blurred shadow is the dearest thing to draw. */
const discSprite = (sprites: Sprites, palette: Palette, radius: number): Sprite =>
  sprites.get(`disc ${palette.dark} ${radius}`, radius * 2 + 14, (context) => disc(context, palette, radius))

function disc(context: CanvasRenderingContext2D, palette: Palette, radius: number): void {
  context.save()
  context.shadowColor = palette.dark ? 'rgba(0,0,0,.6)' : 'rgba(6,48,79,.28)'
  context.shadowBlur = 6 * 2
  context.shadowOffsetY = 2
  context.fillStyle = palette.disc
  context.beginPath()
  context.arc(0, 0, radius + 1.5, 0, TURN)
  context.fill()
  context.restore()
}

/** One grade's part of the band, in the stroke of that grade. */
export function arc(context: CanvasRenderingContext2D, grade: Grade, palette: Palette, radius: number, from: number, to: number): void {
  const line = (width: number, at = radius, dash: number[] = []): void => {
    context.lineWidth = width
    context.setLineDash(dash)
    context.beginPath()
    context.arc(0, 0, at, from, to)
    context.stroke()
  }
  context.strokeStyle = palette.grade[grade]
  context.lineCap = grade === 'D' ? 'round' : 'butt'
  if (grade === 'A') line(BAND)
  else if (grade === 'B') {
    line(2.3, radius + 2.1)
    line(2.3, radius - 2.1)
  } else if (grade === 'C') line(BAND - 0.6, radius, [2.6, 1.9])
  else if (grade === 'D') line(4.2, radius, [0.01, 6])
  else line(1.6)
  context.setLineDash([])
}

function words(context: CanvasRenderingContext2D, palette: Palette, radius: number, text: string, most: Grade): void {
  const size = Math.min(radius * 0.62, (radius * 2.35) / Math.max(2, text.length))
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillStyle = palette.ink
  context.font = font(size, 700)
  context.fillText(text, 0, most === 'N' ? 0.5 : -radius * 0.12)
  if (most === 'N') return
  context.fillStyle = palette.gradeInk[most]
  context.font = font(radius * 0.37, 800)
  context.fillText(most, 0, radius * 0.43)
}
