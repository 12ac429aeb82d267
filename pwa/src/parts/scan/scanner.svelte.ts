/** The running scanner: camera → frames → ladder → texts. One per scan screen. */
import { cameraFailure, FrameCutter, openCamera, pictureOf, type Camera, type CameraFailure } from './camera.ts'
import { decoders } from './decoders.ts'
import { Ladder } from './ladder.ts'

const FRAME_GAP_MS = 66 // ≤ 15 frames a second: a cheap phone stays cool
const HINT_MS = 5000
const ZXING_WAIT_MS = 4000

export type Stage = 'asking' | 'starting' | 'live' | CameraFailure

export class Scanner {
  stage = $state<Stage>('asking')
  hint = $state(false)
  hasTorch = $state(false)
  torchOn = $state(false)

  private camera: Camera | null = null
  private ladder: Ladder | null = null
  private readonly cutter = new FrameCutter()
  private paused = false
  private stopped = false
  private hintTimer = 0

  constructor(private readonly onFound: (texts: string[]) => void) {}

  async start(video: HTMLVideoElement): Promise<void> {
    this.stage = 'starting'
    void this.ready() // the decoders load while the camera wakes: the best one sees several codes
    try {
      this.camera = await openCamera()
      if (this.stopped) return this.camera.stop()
      video.srcObject = this.camera.stream
      await video.play()
    } catch (reason) {
      this.stage = cameraFailure(reason)
      return
    }
    this.hasTorch = this.camera.hasTorch
    this.stage = 'live'
    this.resume()
    await this.watch(video)
  }

  /** Look once at a photo. zxing is worth the wait: only it sees a second code stuck beside the first. */
  async readPhoto(file: File): Promise<string[]> {
    const ladder = await this.ready()
    const picture = await pictureOf(file)
    const frame = this.cutter.whole(picture)
    if (!frame) return []
    for (let tries = 0; tries < 2; tries += 1) {
      await ladder.settle(ZXING_WAIT_MS)
      const texts = await ladder.read(frame)
      if (texts.length) return texts
    }
    return [] // the second try was for a decoder that broke at the first
  }

  hold(): void {
    this.paused = true
    clearTimeout(this.hintTimer)
  }

  resume(): void {
    this.paused = false
    this.hint = false
    clearTimeout(this.hintTimer)
    this.hintTimer = window.setTimeout(() => (this.hint = true), HINT_MS)
  }

  async toggleTorch(): Promise<void> {
    try {
      await this.camera?.torch(!this.torchOn)
      this.torchOn = !this.torchOn
    } catch {
      this.hasTorch = false
    }
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.hintTimer)
    this.camera?.stop()
    this.ladder?.close()
  }

  private async ready(): Promise<Ladder> {
    this.ladder ??= await Ladder.start(decoders)
    return this.ladder
  }

  private async watch(video: HTMLVideoElement): Promise<void> {
    const ladder = await this.ready()
    while (!this.stopped) {
      const began = performance.now()
      const frame = this.paused || document.hidden ? null : this.cutter.cut(video)
      const texts = frame ? await ladder.read(frame) : []
      if (this.stopped) return
      if (texts.length && !this.paused) this.onFound(texts)
      await pause(Math.max(4, FRAME_GAP_MS - (performance.now() - began)))
    }
  }
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))
