/** The rear camera and its frames. */
export type CameraFailure = 'none' | 'denied' | 'busy'

export interface Camera {
  stream: MediaStream
  hasTorch: boolean
  torch(on: boolean): Promise<void>
  stop(): void
}

interface TorchTrack {
  getCapabilities?: () => MediaTrackCapabilities & { torch?: boolean }
}

export async function openCamera(): Promise<Camera> {
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (!devices?.getUserMedia) throw new DOMException('no camera here', 'NotFoundError')
  const stream = await devices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
  })
  const track = stream.getVideoTracks()[0] as MediaStreamTrack
  return {
    stream,
    hasTorch: Boolean((track as unknown as TorchTrack).getCapabilities?.().torch),
    torch: (on) => track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }),
    stop: () => stream.getTracks().forEach((one) => one.stop()),
  }
}

export function cameraFailure(reason: unknown): CameraFailure {
  const name = reason instanceof DOMException ? reason.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy'
  return 'none'
}

/** True when the browser says the permission stands, so that the reason need not be told again. */
export async function cameraGranted(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'camera' as PermissionName })).state === 'granted'
  } catch {
    return false
  }
}

/** A photo, ready to be cut; createImageBitmap is Safari 15. */
export async function pictureOf(file: File): Promise<ImageBitmap | HTMLImageElement> {
  if ('createImageBitmap' in globalThis) return createImageBitmap(file)
  const picture = new Image()
  picture.src = URL.createObjectURL(file)
  try {
    await picture.decode()
    return picture
  } finally {
    URL.revokeObjectURL(picture.src)
  }
}

const LONG_SIDE = 1280

/** Cuts frames out of a video: the middle square, and the whole picture every third time. */
export class FrameCutter {
  private readonly canvas = document.createElement('canvas')
  private readonly context = this.canvas.getContext('2d', { willReadFrequently: true })
  private count = 0

  cut(source: HTMLVideoElement): ImageData | null {
    const { videoWidth: width, videoHeight: height } = source
    if (!width || !height) return null
    this.count += 1
    if (this.count % 3 === 0) return this.draw(source, 0, 0, width, height)
    const side = Math.min(width, height)
    return this.draw(source, (width - side) / 2, (height - side) / 2, side, side)
  }

  whole(picture: ImageBitmap | HTMLImageElement): ImageData | null {
    return this.draw(picture, 0, 0, picture.width, picture.height)
  }

  private draw(source: CanvasImageSource, x: number, y: number, width: number, height: number): ImageData | null {
    const scale = Math.min(1, LONG_SIDE / Math.max(width, height))
    this.canvas.width = Math.round(width * scale)
    this.canvas.height = Math.round(height * scale)
    this.context?.drawImage(source, x, y, width, height, 0, 0, this.canvas.width, this.canvas.height)
    return this.context?.getImageData(0, 0, this.canvas.width, this.canvas.height) ?? null
  }
}
