import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimal, minorDigits, priceRange } from './currencies.ts'
import { currencies } from './vocabulary.ts'

describe('an amount', () => {
  it.each([
    [1_234, 'EUR', '12.34'],
    [5, 'GBP', '0.05'],
    [-5, 'PLN', '-0.05'],
    [0, 'USD', '0.00'],
    [1_234, 'JPY', '1234'],
    [-7, 'JPY', '-7'],
  ])('of %d minor units of %s is %s', (minor, currency, text) => {
    expect(decimal(minor, currency)).toBe(text)
  })

  it('is the same number when it is read back', () => {
    const amounts = fc.integer({ min: -100_000_000, max: 100_000_000 })
    fc.assert(
      fc.property(amounts, fc.constantFrom(...currencies), (minor, currency) => {
        expect(Math.round(Number(decimal(minor, currency)) * 10 ** minorDigits(currency))).toBe(minor)
      }),
    )
  })
})

describe('a price', () => {
  it('is 5 to 500 an hour, whatever the length', () => {
    expect(priceRange('single', 60, 'EUR')).toEqual({ least: 500, most: 50_000 })
    expect(priceRange('single', 90, 'USD')).toEqual({ least: 750, most: 75_000 })
  })

  it('is 500 to 50,000 an hour in a currency without cents', () => {
    expect(priceRange('single', 60, 'JPY')).toEqual({ least: 500, most: 50_000 })
    expect(decimal(priceRange('single', 60, 'JPY').least, 'JPY')).toBe('500')
  })

  it('is at least 2 for a trial, and never less than a card can be charged', () => {
    expect(priceRange('trial', 30, 'GBP').least).toBe(200)
    expect(priceRange('single', 15, 'PLN').least).toBe(200)
    expect(priceRange('single', 15, 'EUR').least).toBe(125)
  })
})
