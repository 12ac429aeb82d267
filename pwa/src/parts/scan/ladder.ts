/**
 * The scanner ladder: the phone's own detector when it really reads QR codes, else the small `qr`
 * decoder at once, with zxing taking over between frames as soon as it has loaded.
 */
export type Rung = 'native' | 'qr' | 'zxing'

export interface Decoder {
  readonly rung: Rung
  /** All texts found in a frame; an exception means the decoder is unusable. */
  read(frame: ImageData): Promise<string[]>
  close(): void
}

interface NativeDetector {
  detect(source: ImageData): Promise<{ rawValue: string }[]>
}

export interface NativeDetectorClass {
  new (options: { formats: string[] }): NativeDetector
  getSupportedFormats(): Promise<string[]>
}

/** The phone's detector, or null when it is absent, lists no QR codes (Android without Google) or throws. */
export async function nativeDecoder(found: NativeDetectorClass | undefined): Promise<Decoder | null> {
  if (!found) return null
  try {
    if (!(await found.getSupportedFormats()).includes('qr_code')) return null
    const detector = new found({ formats: ['qr_code'] })
    return {
      rung: 'native',
      read: async (frame) => (await detector.detect(frame)).map((code) => code.rawValue),
      close: () => undefined,
    }
  } catch {
    return null
  }
}

export interface Sources {
  native: NativeDetectorClass | undefined
  qr: () => Decoder
  zxing: () => Promise<Decoder>
  /** Whether zxing is on this phone already, so that waiting for it is a matter of moments. */
  kept?: () => Promise<boolean>
}

const SECOND_LOOK_MS = 600

export class Ladder {
  private better: Decoder | null = null
  private spare: Decoder | null = null
  private closed = false
  private arrival: Promise<void> = Promise.resolve()

  private constructor(
    private current: Decoder,
    private readonly sources: Sources,
  ) {}

  static async start(sources: Sources): Promise<Ladder> {
    const native = await nativeDecoder(sources.native)
    const ladder = new Ladder(native ?? sources.qr(), sources)
    if (!native) ladder.fetchBetter()
    return ladder
  }

  get rung(): Rung {
    return this.current.rung
  }

  /** Read one frame; a decoder that throws is left for good and the next rung takes its place. */
  async read(frame: ImageData): Promise<string[]> {
    this.climb()
    try {
      const texts = [...new Set(await this.current.read(frame))].filter(Boolean)
      return texts.length === 1 && this.rung === 'qr' ? await this.lookAgain(frame, texts) : texts
    } catch {
      this.stepDown()
      return []
    }
  }

  /** Wait until the best decoder is there, or is known not to come, or `ms` have passed. */
  async settle(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    await Promise.race([this.arrival, new Promise<void>((done) => (timer = setTimeout(done, ms)))])
    clearTimeout(timer)
  }

  close(): void {
    this.closed = true
    for (const decoder of [this.current, this.better, this.spare]) decoder?.close()
  }

  /** `qr` sees one code only: a decoder that sees a sticker beside the badge looks at the same frame, if it is near. */
  private async lookAgain(frame: ImageData, texts: string[]): Promise<string[]> {
    if (!this.better && (await this.sources.kept?.().catch(() => false))) await this.settle(SECOND_LOOK_MS)
    const more = (await this.better?.read(frame).catch(() => [])) ?? []
    return more.length > 1 ? [...new Set(more)].filter(Boolean) : texts
  }

  private climb(): void {
    if (!this.better) return
    this.spare = this.current
    this.current = this.better
    this.better = null
  }

  private stepDown(): void {
    const broken = this.current
    this.current = this.spare ?? this.sources.qr()
    this.spare = null
    broken.close()
    if (broken.rung === 'native') this.fetchBetter()
  }

  private fetchBetter(): void {
    this.arrival = this.sources.zxing().then(
      (decoder) => (this.closed ? decoder.close() : void (this.better = decoder)),
      () => undefined, // stays on qr: an old WebView without WebAssembly, or no network
    )
  }
}
