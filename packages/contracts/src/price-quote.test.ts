import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leastCharge } from './currencies.ts'
import { type Discount, fundsOf, paidOf, promotionOf, quotePrice, refundOf, refundParts } from './price-quote.ts'

const quote = (terms: Partial<Parameters<typeof quotePrice>[0]> = {}) =>
  quotePrice({ currency: 'EUR', price: 4500, ...terms })

const price = fc.integer({ min: leastCharge('EUR'), max: 1_000_000 })
const bearer = fc.constantFrom<Discount['bearer']>('platform', 'coach')
const discount = fc.option(
  fc.oneof(
    fc.record({ bearer, percent: fc.integer({ min: 0, max: 100 }) }),
    fc.record({ bearer, amount: fc.nat(1_200_000) }),
  ),
  { nil: undefined },
)
const someQuote = fc
  .record({ price, discount, playerFeePercent: fc.integer({ min: 0, max: 20 }), credit: fc.nat(1_200_000) })
  .map((terms) => ({ terms, quote: quote(terms) }))

describe('the quote of a price', () => {
  it('is the price, by card, where nothing else is said', () => {
    expect(quote()).toEqual({ currency: 'EUR', price: 4500, discount: 0, bearer: null, fee: 0, credit: 0, card: 4500 })
  })

  it('takes the discount off, adds the fee on what is left, and has the credit pay before the card', () => {
    const discounted = quote({ discount: { bearer: 'platform', percent: 33 }, playerFeePercent: 3, credit: 1000 })
    expect(discounted).toMatchObject({ discount: 1485, bearer: 'platform', fee: 90, credit: 1000, card: 2105 })
    expect(promotionOf(discounted)).toBe(1485)
    expect(promotionOf(quote({ discount: { bearer: 'coach', amount: 500 } }))).toBe(0)
  })

  it('needs no card where the credit pays all, and leaves a card the least that it can be charged', () => {
    expect(quote({ credit: 4500 })).toMatchObject({ credit: 4500, card: 0 })
    expect(quote({ credit: 4499 })).toMatchObject({ credit: 4450, card: 50 })
    expect(quote({ price: 70, credit: 30 })).toMatchObject({ credit: 20, card: 50 })
  })

  it('leaves something to pay whatever the code says', () => {
    expect(quote({ discount: { bearer: 'coach', percent: 100 } })).toMatchObject({ discount: 4450, card: 50 })
    expect(quote({ price: 50, discount: { bearer: 'coach', percent: 100 } })).toMatchObject({
      discount: 0,
      bearer: null,
    })
  })

  it('adds up exactly, with no line below zero, none above the price, and no card charge that cannot be', () => {
    fc.assert(
      fc.property(someQuote, ({ terms, quote: { price: whole, discount: off, fee, credit, card, bearer: who } }) => {
        expect(whole - off + fee).toBe(credit + card)
        for (const line of [off, fee, credit, card]) expect(Number.isInteger(line) && line >= 0).toBe(true)
        expect(off).toBeLessThanOrEqual(whole - leastCharge('EUR'))
        expect(fee).toBeLessThanOrEqual((whole * terms.playerFeePercent) / 100)
        expect(credit).toBeLessThanOrEqual(terms.credit)
        expect(card === 0 || card >= leastCharge('EUR')).toBe(true)
        expect(who === null).toBe(off === 0)
      }),
    )
  })
})

describe('a refund of a quote', () => {
  it('goes to the card first, then back to the credit, and the platform has its part of it back', () => {
    const paid = quote({ price: 10_000, discount: { bearer: 'platform', percent: 20 }, credit: 3000 })
    expect(refundOf(paid, 50)).toEqual({ card: 4000, credit: 0, promotion: 1000 })
    expect(refundOf(paid, 75)).toEqual({ card: 5000, credit: 1000, promotion: 1500 })
    expect(refundOf(paid, 100)).toEqual({ card: 5000, credit: 3000, promotion: 2000 })
    expect(refundOf(paid, 0)).toEqual({ card: 0, credit: 0, promotion: 0 })
  })

  it('owes the platform nothing of a discount that the coach bore', () => {
    const paid = quote({ price: 10_000, discount: { bearer: 'coach', percent: 20 } })
    expect(refundOf(paid, 50)).toEqual({ card: 4000, credit: 0, promotion: 0 })
  })

  it('never gives back more than came in from each, gives all back for all, and grows with the percentage', () => {
    fc.assert(
      fc.property(someQuote, fc.integer({ min: 0, max: 100 }), ({ quote: paid }, percent) => {
        const [funds, parts, before] = [
          fundsOf(paid),
          refundOf(paid, percent),
          refundOf(paid, Math.max(percent - 1, 0)),
        ]
        for (const from of ['card', 'credit', 'promotion'] as const) {
          expect(Number.isInteger(parts[from])).toBe(true)
          expect(parts[from]).toBeGreaterThanOrEqual(before[from])
          expect(parts[from]).toBeLessThanOrEqual(funds[from])
        }
        expect(parts.card + parts.credit).toBe(Math.floor((paidOf(paid) * percent) / 100))
        expect(refundOf(paid, 100)).toEqual(funds)
      }),
    )
  })

  it('is cut to what is there', () => {
    expect(refundParts({ card: 100, credit: 50, promotion: 10 }, 1_000)).toEqual({
      card: 100,
      credit: 50,
      promotion: 10,
    })
    expect(refundParts({ card: 0, credit: 0, promotion: 0 }, 10)).toEqual({ card: 0, credit: 0, promotion: 0 })
  })
})
