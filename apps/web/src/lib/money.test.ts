import { expect, test } from 'vitest'
import { formatMoney, formatMoneyExact, typedMinor } from './money.ts'

test('whole amounts are short, others and receipts exact to the cent', () => {
  expect(formatMoney({ amount: 4500, currency: 'EUR' }, 'en-GB')).toBe('€45')
  expect(formatMoney({ amount: 4550, currency: 'EUR' }, 'en-GB')).toBe('€45.50')
  expect(formatMoneyExact({ amount: 4500, currency: 'USD' }, 'en-US')).toBe('$45.00')
  expect(formatMoney({ amount: 5, currency: 'GBP' }, 'en-GB')).toBe('£0.05')
})

test('a currency without cents has none', () => {
  expect(formatMoney({ amount: 4500, currency: 'JPY' }, 'en-GB')).toBe('JP¥4,500')
  expect(formatMoneyExact({ amount: 4500, currency: 'JPY' }, 'en-GB')).toBe('JP¥4,500')
})

test('a typed amount is read to the cent, with a point or a comma', () => {
  expect(['12', '12.5', '12,50', ' 0.07 ', 19.99].map((typed) => typedMinor(typed, 'EUR'))).toEqual([
    1200, 1250, 1250, 7, 1999,
  ])
})

test('what is not an amount, or finer than a cent, is none', () => {
  expect(['', 'x', '-1', '1.234', '1.', '1,000.00'].map((typed) => typedMinor(typed, 'EUR'))).toEqual(
    Array.from({ length: 6 }, () => null),
  )
})

test('a currency without cents is typed in whole units', () => {
  expect(typedMinor(1_500, 'JPY')).toBe(1_500)
  expect(typedMinor('1500.5', 'JPY')).toBeNull()
})
