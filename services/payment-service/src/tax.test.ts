import fc from 'fast-check'
import { expect, test } from 'vitest'
import { basisPointsOf, includedTax, taxOfPart } from './tax.ts'

const amounts = fc.integer({ min: 1, max: 100_000_000 })
const rates = fc.integer({ min: 0, max: 10_000 })

test.each([
  [11_900, 1900, { net: 10_000, tax: 1900 }],
  [10_000, 1900, { net: 8403, tax: 1597 }],
  [1, 1900, { net: 1, tax: 0 }],
  [3, 10_000, { net: 2, tax: 1 }],
  [10_000, 0, { net: 10_000, tax: 0 }],
  [10_810, 810, { net: 10_000, tax: 810 }],
])('%d at %d basis points include %j', (amount, basisPoints, expected) => {
  expect(includedTax(amount, basisPoints)).toEqual(expected)
})

test('net and tax add up, and net is the nearest minor unit to amount / (1 + rate)', () => {
  fc.assert(
    fc.property(amounts, rates, (amount, basisPoints) => {
      const { net, tax } = includedTax(amount, basisPoints)
      expect(net + tax).toBe(amount)
      const distance = 2n * (BigInt(net) * BigInt(10_000 + basisPoints) - BigInt(amount) * 10_000n)
      const unit = BigInt(10_000 + basisPoints)
      expect(distance > -unit && distance <= unit).toBe(true)
    }),
  )
})

test('parts that add up to the whole have exactly its tax between them, and each has a tax of its own within it', () => {
  fc.assert(
    fc.property(fc.array(amounts, { minLength: 1, maxLength: 8 }), rates, (parts, basisPoints) => {
      let before = 0
      let tax = 0
      for (const part of parts) {
        const taxed = taxOfPart(part, before, basisPoints)
        expect(taxed.net + taxed.tax).toBe(part)
        expect(taxed.tax).toBeGreaterThanOrEqual(0)
        expect(taxed.net).toBeGreaterThanOrEqual(0)
        before += part
        tax += taxed.tax
      }
      expect(tax).toBe(includedTax(before, basisPoints).tax)
    }),
  )
})

test('reads percentages with two decimals exactly', () => {
  expect([19, 8.1, 5.5, 21.25, 0, 0.07].map(basisPointsOf)).toEqual([1900, 810, 550, 2125, 0, 7])
})
