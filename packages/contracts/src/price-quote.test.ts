import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leastCharge } from './currencies.ts'
import {
  backOf,
  backWithFee,
  type Discount,
  fundsOf,
  paidOf,
  partsOf,
  promotionOf,
  quotePrice,
  refundOf,
  refundParts,
  splitQuote,
  toCoachOf,
} from './price-quote.ts'

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
  .record({ price, discount, playerFeeBasisPoints: fc.integer({ min: 0, max: 2_500 }), credit: fc.nat(1_200_000) })
  .map((terms) => ({ terms, quote: quote(terms) }))

describe('the quote of a price', () => {
  it('is the price, by card, where nothing else is said', () => {
    expect(quote()).toEqual({ currency: 'EUR', price: 4500, discount: 0, bearer: null, fee: 0, credit: 0, card: 4500 })
  })

  it('takes the discount off, adds the fee on what is left, and has the credit pay before the card', () => {
    const discounted = quote({ discount: { bearer: 'platform', percent: 33 }, playerFeeBasisPoints: 300, credit: 1000 })
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
        expect(fee).toBe(Math.floor(((whole - off) * terms.playerFeeBasisPoints) / 10_000))
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
    expect(refundOf(paid, 50)).toEqual({ card: 4000, credit: 0, promotion: 1000, fee: 0 })
    expect(refundOf(paid, 75)).toEqual({ card: 5000, credit: 1000, promotion: 1500, fee: 0 })
    expect(refundOf(paid, 100)).toEqual({ card: 5000, credit: 3000, promotion: 2000, fee: 0 })
    expect(refundOf(paid, 0)).toEqual({ card: 0, credit: 0, promotion: 0, fee: 0 })
  })

  it('owes the platform nothing of a discount that the coach bore', () => {
    const paid = quote({ price: 10_000, discount: { bearer: 'coach', percent: 20 } })
    expect(refundOf(paid, 50)).toEqual({ card: 4000, credit: 0, promotion: 0, fee: 0 })
  })

  it('never gives back more than came in from each, gives all back for all, and grows with the percentage', () => {
    fc.assert(
      fc.property(someQuote, fc.integer({ min: 0, max: 100 }), ({ quote: paid }, percent) => {
        const [funds, parts, before] = [
          fundsOf(paid),
          refundOf(paid, percent),
          refundOf(paid, Math.max(percent - 1, 0)),
        ]
        for (const from of ['card', 'credit', 'promotion', 'fee'] as const) {
          expect(Number.isInteger(parts[from])).toBe(true)
          // How much of a refund is fee is what two roundings leave, so one percent more may be a unit less of it.
          expect(parts[from]).toBeGreaterThanOrEqual(from === 'fee' ? 0 : before[from])
          expect(parts[from]).toBeLessThanOrEqual(funds[from])
        }
        expect(parts.card + parts.credit).toBe(Math.floor((paidOf(paid) * percent) / 100))
        expect(refundOf(paid, 100)).toEqual(funds)
      }),
    )
  })

  it('is cut to what is there', () => {
    const funds = { card: 100, credit: 50, promotion: 10, fee: 4 }
    expect(refundParts(funds, { amount: 1_000, fee: 0 })).toEqual(funds)
    expect(refundParts(funds, { amount: 148, fee: 0 })).toMatchObject({ card: 100, credit: 48, fee: 2 })
    const none = { card: 0, credit: 0, promotion: 0, fee: 0 }
    expect(refundParts(none, { amount: 10, fee: 3 })).toEqual(none)
  })

  it('has of the fee what it has of the price, to the cent of what was paid', () => {
    const paid = quote({ price: 4501, playerFeeBasisPoints: 250 })
    expect(paid).toMatchObject({ fee: 112, card: 4613 })
    expect(refundOf(paid, 50)).toMatchObject({ card: 2306, fee: 56 })
    expect(refundOf(paid, 100)).toMatchObject({ card: 4613, fee: 112 })
  })
})

const shares = { percent: fc.integer({ min: 0, max: 100 }), sessions: fc.integer({ min: 1, max: 26 }) }
const someShare = fc.record({ terms: someQuote.map(({ terms }) => terms), ...shares })

describe('the coach', () => {
  it('has the same of it with a fee and without, and every cent is the player’s, the coach’s, ours or the platform’s', () => {
    fc.assert(
      fc.property(someShare, ({ terms, percent }) => {
        const [paid, without] = [quote(terms), quote({ ...terms, playerFeeBasisPoints: 0 })]
        const [back, backWithout] = [paid, without].map((lines) =>
          backOf({ paid: paidOf(lines), fee: lines.fee }, percent, 100),
        )
        if (!back || !backWithout) throw new Error('two quotes have two refunds')
        const toCoach = toCoachOf(fundsOf(paid), back)
        expect(toCoach).toBe(toCoachOf(fundsOf(without), backWithout))
        expect(back.amount).toBe(Math.floor((paidOf(paid) * percent) / 100))
        const { promotion, fee } = refundParts(fundsOf(paid), back)
        expect(back.amount + promotion + toCoach + (paid.fee - fee)).toBe(paidOf(paid) + promotionOf(paid))
        expect(toCoach).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('has the same of an amount of the price, such as what a package gives back', () => {
    fc.assert(
      fc.property(someShare, ({ terms, percent }) => {
        const [paid, without] = [quote(terms), quote({ ...terms, playerFeeBasisPoints: 0 })]
        const ofPrice = Math.floor((paidOf(without) * percent) / 100)
        const back = backWithFee({ paid: paidOf(paid), fee: paid.fee }, ofPrice)
        expect(toCoachOf(fundsOf(paid), back)).toBe(toCoachOf(fundsOf(without), { amount: ofPrice, fee: 0 }))
        if (percent === 100) expect(back).toEqual({ amount: paidOf(paid), fee: paid.fee })
      }),
    )
  })
})

describe('a price over several sessions', () => {
  it('adds up line by line, with none below zero, something paid for each, and the larger parts last', () => {
    fc.assert(
      fc.property(someShare, ({ terms, sessions }) => {
        const whole = quote(terms)
        const parts = splitQuote(whole, sessions)
        const sum = (line: 'paid' | 'fee' | 'discount') => parts.reduce((total, part) => total + part[line], 0)
        expect([sum('paid'), sum('fee'), sum('discount')]).toEqual([paidOf(whole), whole.fee, whole.discount])
        for (const { paid, fee, discount: off, bearer: who } of parts) {
          expect(Math.min(fee, off)).toBeGreaterThanOrEqual(0)
          expect(paid - fee).toBeGreaterThan(0)
          expect(who).toBe(off > 0 ? whole.bearer : null)
        }
        expect(parts.map(({ paid }) => paid)).toEqual(partsOf(paidOf(whole), sessions))
      }),
    )
  })

  it('is the same price without the fee for each session, whatever the fee', () => {
    fc.assert(
      fc.property(someShare, ({ terms, sessions }) => {
        const parts = splitQuote(quote(terms), sessions)
        const without = splitQuote(quote({ ...terms, playerFeeBasisPoints: 0 }), sessions)
        expect(parts.map(({ paid, fee }) => paid - fee)).toEqual(without.map(({ paid }) => paid))
      }),
    )
  })

  it('gives each session the same share, and what does not divide to the last ones', () => {
    expect(partsOf(8_099, 3)).toEqual([2_699, 2_700, 2_700])
    fc.assert(
      fc.property(price, fc.integer({ min: 1, max: 26 }), (amount, count) => {
        const parts = partsOf(amount, count)
        expect(parts).toHaveLength(count)
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount)
        expect((parts.at(-1) as number) - (parts[0] as number)).toBeLessThanOrEqual(1)
        expect(parts).toEqual(parts.toSorted((a, b) => a - b))
      }),
    )
  })
})
