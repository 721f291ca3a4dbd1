import { expect, test } from 'vitest'
import { squareOf } from './square-picture.ts'

test('cuts the middle out of a wide and of a tall picture', () => {
  expect(squareOf(1920, 1080)).toEqual({ x: 420, y: 0, side: 1080 })
  expect(squareOf(900, 1601)).toEqual({ x: 0, y: 350, side: 900 })
  expect(squareOf(64, 64)).toEqual({ x: 0, y: 0, side: 64 })
})
