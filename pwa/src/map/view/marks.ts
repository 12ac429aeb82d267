/**
 * One merchant: the seal of its grade, as everywhere in the app (A circle, B square, C diamond, D octagon,
 * 信息不足 dashed). A place known only to its county is drawn hollow and dashed: 位置为示意.
 */
import type { Grade } from '../../api/shapes.ts'
import type { Palette } from './palette.ts'
import { font, type Sprite, type Sprites } from './sprites.ts'

const TURN = Math.PI * 2
export type MarkLook = 'plain' | 'small' | 'picked'

/** Half the width of a mark on the screen. */
export function markRadius(look: MarkLook, elder: boolean): number {
  const radius = look === 'picked' ? 19 : look === 'small' ? 5 : 13
  return elder ? radius * 1.25 : radius
}

export function markSprite(sprites: Sprites, palette: Palette, grade: Grade, vague: boolean, look: MarkLook, elder: boolean): Sprite {
  const radius = markRadius(look, elder)
  return sprites.get(`mark ${palette.dark} ${grade} ${vague} ${look} ${radius}`, radius * 2 + 16, (context) => drawMark(context, palette, grade, vague, look, radius))
}

function drawMark(context: CanvasRenderingContext2D, palette: Palette, grade: Grade, vague: boolean, look: MarkLook, radius: number): void {
  context.lineJoin = 'round'
  shadow(context, palette, look, grade, radius)
  const hollow = vague || grade === 'N'
  outline(context, grade, radius)
  context.fillStyle = hollow ? palette.disc : palette.grade[grade]
  context.fill()
  if (look === 'small') return dot(context, palette, grade, hollow, radius)
  context.strokeStyle = hollow ? palette.gradeInk[grade] : palette.disc
  context.lineWidth = hollow ? 1.8 : 1.2
  if (hollow) context.setLineDash([3.2, 2.4])
  outline(context, grade, hollow ? radius - 1.2 : radius - 2.6)
  context.globalAlpha = hollow ? 1 : 0.55
  context.stroke()
  context.globalAlpha = 1
  context.setLineDash([])
  letter(context, palette, grade, hollow, radius)
}

/** A white rim and a soft shadow lift the mark off the ground; the picked one has a broad rim in lake blue. */
function shadow(context: CanvasRenderingContext2D, palette: Palette, look: MarkLook, grade: Grade, radius: number): void {
  context.save()
  context.shadowColor = palette.dark ? 'rgba(0,0,0,.55)' : 'rgba(6,48,79,.3)'
  context.shadowBlur = look === 'small' ? 3 : 7
  context.shadowOffsetY = look === 'small' ? 1 : 2
  if (look === 'picked') {
    outline(context, grade, radius + 4.5)
    context.fillStyle = palette.link
    context.fill()
    context.shadowColor = 'transparent'
  }
  outline(context, grade, radius + (look === 'small' ? 1.2 : 1.6))
  context.fillStyle = palette.disc
  context.fill()
  context.restore()
}

function dot(context: CanvasRenderingContext2D, palette: Palette, grade: Grade, hollow: boolean, radius: number): void {
  if (!hollow) return
  outline(context, grade, radius - 0.6)
  context.strokeStyle = palette.gradeInk[grade]
  context.lineWidth = 1.6
  context.stroke()
}

function letter(context: CanvasRenderingContext2D, palette: Palette, grade: Grade, hollow: boolean, radius: number): void {
  context.fillStyle = hollow ? palette.gradeInk[grade] : '#fff'
  if (grade === 'N') {
    context.fillRect(-radius * 0.36, -1.3, radius * 0.72, 2.6)
    return
  }
  context.font = font(radius * 1.06, 800)
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(grade, 0, radius * 0.06)
}

/** Saved by this person: a rapeseed-yellow star at the mark's corner. */
export function starSprite(sprites: Sprites): Sprite {
  return sprites.get('star', 22, (context) => {
    context.beginPath()
    for (let i = 0; i < 10; i++) {
      const radius = i % 2 ? 3.4 : 8
      context.lineTo(Math.sin((i * TURN) / 10) * radius, -Math.cos((i * TURN) / 10) * radius)
    }
    context.closePath()
    context.lineJoin = 'round'
    context.lineWidth = 3
    context.strokeStyle = '#fff'
    context.stroke()
    context.lineWidth = 1
    context.strokeStyle = '#8a5a00'
    context.fillStyle = '#f5b301'
    context.fill()
    context.stroke()
  })
}

/** The path of a grade's shape, `radius` from the middle to its sides. */
export function outline(context: CanvasRenderingContext2D, grade: Grade, radius: number): void {
  context.beginPath()
  if (grade === 'A' || grade === 'N') context.arc(0, 0, radius, 0, TURN)
  else if (grade === 'B') square(context, radius * 0.93, radius * 0.34)
  else if (grade === 'C') polygon(context, radius * 1.16, 4, 0)
  else polygon(context, radius * 1.06, 8, TURN / 16)
  context.closePath()
}

function polygon(context: CanvasRenderingContext2D, radius: number, corners: number, turn: number): void {
  for (let i = 0; i < corners; i++) context.lineTo(Math.cos((i * TURN) / corners + turn) * radius, Math.sin((i * TURN) / corners + turn) * radius)
}

/** With round corners; `roundRect` needs Chrome 99. */
function square(context: CanvasRenderingContext2D, half: number, corner: number): void {
  context.moveTo(half, 0)
  context.arcTo(half, half, 0, half, corner)
  context.arcTo(-half, half, -half, 0, corner)
  context.arcTo(-half, -half, 0, -half, corner)
  context.arcTo(half, -half, half, 0, corner)
}
