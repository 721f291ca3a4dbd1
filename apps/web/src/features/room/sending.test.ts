import { expect, test } from 'vitest'
import { limitsFor } from './sending.ts'

const everyNumber = [1, 2, 3, 4, 5, 6, 7, 8]

test('sends to one as sharp as can be', () => {
  expect(limitsFor(1)).toMatchObject({ camera: { maxBitrate: 1_500_000, scale: 1 }, screen: { maxBitrate: 4_000_000 } })
})

test.each(everyNumber)('an uplink and a processor carry the pictures for %i others', (others) => {
  const { camera, screen } = limitsFor(others)
  expect(others * camera.maxBitrate).toBeLessThanOrEqual(3_000_000)
  expect(others / camera.scale ** 2).toBeLessThanOrEqual(2)
  expect(others * screen.maxBitrate).toBeLessThanOrEqual(6_400_000)
})

test('more others never get more each', () => {
  for (const others of everyNumber.slice(1)) {
    const [fewer, more] = [limitsFor(others - 1), limitsFor(others)]
    expect(more.camera.maxBitrate).toBeLessThanOrEqual(fewer.camera.maxBitrate)
    expect(more.screen.maxBitrate).toBeLessThanOrEqual(fewer.screen.maxBitrate)
  }
})
