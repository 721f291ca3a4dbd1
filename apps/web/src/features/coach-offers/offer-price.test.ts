import { expect, test } from 'vitest'
import { packagePrice, perHour } from './offer-price.ts'

test('shows what an offer of another length costs per hour', () => {
  expect(perHour({ amount: 2500, currency: 'EUR' }, 45)).toEqual({ amount: 3333, currency: 'EUR' })
})

test('a package costs its sessions less the percentage, rounded down', () => {
  expect(packagePrice(3000, 5, 15)).toBe(12_750)
  expect(packagePrice(3333, 3, 7)).toBe(9_299)
})
