/** Small pictures drawn once and then only copied: a frame of two thousand marks costs a few milliseconds. */
export interface Sprite { canvas: HTMLCanvasElement; half: number; tall: number }

const KEPT = 500

export class Sprites {
  readonly #kept = new Map<string, Sprite>()

  constructor(readonly ratio: number) {}

  /** The picture of `key`, `wide` by `high` pixels with its middle at 0, 0; drawn by `draw` when not kept. */
  get(key: string, wide: number, draw: (context: CanvasRenderingContext2D) => void, high = wide): Sprite {
    const kept = this.#kept.get(key)
    if (kept) return kept
    const canvas = document.createElement('canvas')
    canvas.width = Math.ceil(wide * this.ratio)
    canvas.height = Math.ceil(high * this.ratio)
    const context = canvas.getContext('2d') as CanvasRenderingContext2D
    context.setTransform(this.ratio, 0, 0, this.ratio, canvas.width / 2, canvas.height / 2)
    draw(context)
    const sprite = { canvas, half: canvas.width / this.ratio / 2, tall: canvas.height / this.ratio / 2 }
    if (this.#kept.size >= KEPT) this.#kept.delete(this.#kept.keys().next().value as string)
    this.#kept.set(key, sprite)
    return sprite
  }
}

export function stamp(context: CanvasRenderingContext2D, { canvas, half, tall }: Sprite, x: number, y: number): void {
  context.drawImage(canvas, x - half, y - tall, half * 2, tall * 2)
}

/** The font of the app, as a canvas wants it. */
export const font = (size: number, weight = 600): string =>
  `${weight} ${size}px "PingFang SC", "HarmonyOS Sans SC", MiSans, "Noto Sans CJK SC", system-ui, sans-serif`
