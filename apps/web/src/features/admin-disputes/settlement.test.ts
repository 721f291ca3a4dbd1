import { expect, test } from 'vitest'
import { divide } from './settlement.ts'

test('both shares together are the price, whatever the percentage', () => {
  for (let percent = 0; percent <= 100; percent++) {
    const { player, coach } = divide({ amount: 2999, currency: 'EUR' }, percent)
    expect(player.amount + coach.amount).toBe(2999)
  }
})

test('rounds the refund down', () => {
  expect(divide({ amount: 2999, currency: 'EUR' }, 50).player.amount).toBe(1499)
})
