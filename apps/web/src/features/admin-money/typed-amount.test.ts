import { expect, test } from 'vitest'
import { typedMinor } from './typed-amount.ts'

test('a typed amount is read to the cent, with a point or a comma', () => {
  expect(['12', '12.5', '12,50', ' 0.07 '].map((text) => typedMinor(text, 'EUR'))).toEqual([1200, 1250, 1250, 7])
})

test('what is not an amount, or finer than a cent, is none', () => {
  expect(['', 'x', '-1', '1.234', '1.', '1,000.00'].map((text) => typedMinor(text, 'EUR'))).toEqual(
    Array.from({ length: 6 }, () => null),
  )
})
