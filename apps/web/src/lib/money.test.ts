import { expect, test } from 'vitest'
import { formatMoney, formatMoneyExact } from './money.ts'

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
