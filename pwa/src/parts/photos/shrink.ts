/** Photos made small on the phone, so that they leave it quickly; the server makes them anew once more. */

export interface SmallPhoto {
  /** JPEG as base64: what the API takes, and what a draft keeps. */
  data: string
  width: number
  height: number
}

const LONG_SIDE = 1600
const QUALITY = 0.8
/** What the server takes at most; a browser that cannot draw sends the file as it is. */
const MOST_BYTES = 4_000_000

export const asUrl = (photo: SmallPhoto): string => `data:image/jpeg;base64,${photo.data}`

/** The photo upright and small; throws for what no browser can show. */
export async function shrink(file: Blob): Promise<SmallPhoto> {
  const url = URL.createObjectURL(file)
  try {
    const image = await opened(url)
    const scale = Math.min(1, LONG_SIDE / Math.max(image.naturalWidth, image.naturalHeight))
    const width = Math.max(1, Math.round(image.naturalWidth * scale))
    const height = Math.max(1, Math.round(image.naturalHeight * scale))
    const blob = await drawn(image, width, height)
    if (blob.size > MOST_BYTES) throw new Error('too large')
    return { data: await base64(blob), width, height }
  } finally {
    URL.revokeObjectURL(url)
  }
}

function opened(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('not a photo'))
    image.src = url
  })
}

function drawn(image: HTMLImageElement, width: number, height: number): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const paper = canvas.getContext('2d')
  if (!paper) return Promise.reject(new Error('no canvas'))
  paper.fillStyle = '#fff'
  paper.fillRect(0, 0, width, height)
  paper.drawImage(image, 0, 0, width, height)
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('not drawn'))), 'image/jpeg', QUALITY))
}

function base64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(new Error('not read'))
    reader.readAsDataURL(blob)
  })
}
