/** A picture for a demo person: a symmetric pattern in two colours, made from the name; a PNG without a library's help. */
import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

const cells = 7
const cellPixels = 32
const size = cells * cellPixels

/** A 224 x 224 PNG. The same name gives the same picture. */
export function avatarOf(name: string): Buffer {
  const hash = createHash('sha256').update(name).digest()
  const hue = (hash[0] ?? 0) / 255
  const [dark, light] = [rgb(hue, 0.45, 0.24), rgb((hue + 0.08) % 1, 0.75, 0.62)]
  const rows = Array.from({ length: size }, (_, y) => {
    const line = Buffer.alloc(1 + size * 3)
    for (let x = 0; x < size; x++)
      line.set(isLit(hash, Math.floor(x / cellPixels), Math.floor(y / cellPixels)) ? light : dark, 1 + x * 3)
    return line
  })
  return png(Buffer.concat(rows))
}

function isLit(hash: Buffer, column: number, row: number): boolean {
  const edge = row === 0 || row === cells - 1 || column === 0 || column === cells - 1
  const mirrored = Math.min(column, cells - 1 - column)
  return !edge && ((hash[1 + mirrored * cells + row] ?? 0) & 1) === 1
}

function rgb(hue: number, saturation: number, lightness: number): number[] {
  const amplitude = saturation * Math.min(lightness, 1 - lightness)
  const channel = (n: number) => {
    const k = (n + hue * 12) % 12
    return Math.round(255 * (lightness - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
  }
  return [channel(0), channel(8), channel(4)]
}

function png(pixels: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 2, 0, 0, 0], 8) // 8 bits a channel, RGB
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(4)
  frame.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([frame, body, sum])
}
