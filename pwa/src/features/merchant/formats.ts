/** The forms in which a code is printed or handed on; sides in mm, `code` the side of the QR image. */
export interface Format {
  id: 'A4' | 'A5' | 'card' | 'sticker' | 'svg' | 'png'
  width: number
  height: number
  code: number
  /** How many pieces stand on one sheet, and their size. */
  pieces?: { across: number; down: number; width: number; height: number }
  /** The code alone, as a picture of any size. */
  square?: boolean
  /** Folded across the middle, a face on either side. */
  folded?: boolean
  /** A printer may want bleed and crop marks. */
  marks?: boolean
}

export const PRINTS: readonly Format[] = [
  { id: 'A4', width: 210, height: 297, code: 110, marks: true },
  { id: 'A5', width: 148, height: 210, code: 77, marks: true },
  { id: 'card', width: 148, height: 210, code: 67, folded: true, marks: true },
  { id: 'sticker', width: 210, height: 297, code: 30, pieces: { across: 4, down: 5, width: 40, height: 50 } },
]

export const PICTURES: readonly Format[] = [
  { id: 'svg', width: 60, height: 60, code: 60, square: true },
  { id: 'png', width: 60, height: 60, code: 60, square: true },
]

/** From how far a phone reads it, cm: five times the side was read by at least 90 in 100 (3 cm: 16 cm). */
export const readAt = (code: number): number => Math.round((code * 5) / 10)
