import { expect, test } from 'vitest'
import { packagePrice, perHour, priceRange, toMinor } from './offer-price.ts'

test('shows what an offer of another length costs per hour', () => {
  expect(perHour({ amount: 2500, currency: 'EUR' }, 45)).toEqual({ amount: 3333, currency: 'EUR' })
})

test('an hour costs 5 to 500, a trial at least 2', () => {
  expect(priceRange('single', 60, 'EUR')).toEqual({ least: 500, most: 50_000 })
  expect(priceRange('single', 90, 'USD')).toEqual({ least: 750, most: 75_000 })
  expect(priceRange('trial', 30, 'GBP').least).toBe(200)
})

test('typed money becomes whole minor units', () => {
  expect(toMinor(19.99, 'EUR')).toBe(1999)
  expect(toMinor('35', 'EUR')).toBe(3500)
  expect(toMinor('', 'EUR')).toBeNull()
})

test('a package costs its sessions less the percentage, rounded down', () => {
  expect(packagePrice(3000, 5, 15)).toBe(12_750)
  expect(packagePrice(3333, 3, 7)).toBe(9_299)
})
