/** Makes a picture of any size into the square one that is kept, in the browser, so that phones need not send megabytes. */
const sidePx = 512
const maxBytes = 2 * 1024 * 1024
/** Smaller first; a browser that cannot write WebP answers another type, which is skipped. */
const formats = [
  { type: 'image/webp', quality: 0.86 },
  { type: 'image/jpeg', quality: 0.86 },
  { type: 'image/png', quality: undefined },
]

/** Where to cut a picture so that its middle becomes a square. */
export function squareOf(width: number, height: number): { x: number; y: number; side: number } {
  const side = Math.min(width, height)
  return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side }
}

/** The middle of a picture as a square of at most 512 pixels. Throws when the file is no picture the browser can read. */
export async function squarePicture(file: Blob): Promise<Blob> {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    const { x, y, side } = squareOf(image.width, image.height)
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = Math.min(sidePx, side)
    const pen = canvas.getContext('2d')
    if (!pen) throw new Error('This browser cannot draw')
    pen.imageSmoothingQuality = 'high'
    pen.drawImage(image, x, y, side, side, 0, 0, canvas.width, canvas.height)
    return await smallest(canvas)
  } finally {
    image.close()
  }
}

async function smallest(canvas: HTMLCanvasElement): Promise<Blob> {
  for (const { type, quality } of formats) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type, quality))
    if (blob && blob.type === type && blob.size <= maxBytes) return blob
  }
  throw new Error('This browser cannot write pictures')
}
