/** How much may be sent to each of the others, so that a home's uplink and one processor carry it however many they are. */
import type { Slot } from './peer.ts'

/** Bits a second; `scale` divides width and height of the picture. */
export interface Limit {
  maxBitrate: number
  scale: number
}
export type Limits = Record<Slot, Limit>

const one = limits({ camera: 1_500_000, scale: 1, screen: 4_000_000 })
const two = limits({ camera: 1_500_000, scale: 1, screen: 2_500_000 })
const four = limits({ camera: 600_000, scale: 2, screen: 1_500_000 })
const eight = limits({ camera: 300_000, scale: 3, screen: 800_000 })

/**
 * The limits of each connection, by how many there are. Every picture is encoded and sent once for each of the others: the
 * cameras together stay within 3 Mbit/s and the pixels of two pictures of 1280x720, a screen within 6.4 Mbit/s (decision 0021).
 */
export function limitsFor(others: number): Limits {
  if (others <= 1) return one
  if (others === 2) return two
  return others <= 4 ? four : eight
}

function limits({ camera, scale, screen }: { camera: number; scale: number; screen: number }): Limits {
  return {
    microphone: { maxBitrate: 64_000, scale: 1 },
    camera: { maxBitrate: camera, scale },
    screen: { maxBitrate: screen, scale: 1 },
    screenSound: { maxBitrate: 128_000, scale: 1 },
  }
}
