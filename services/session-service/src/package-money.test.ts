import { paidOf, partsOf, quotePrice, splitQuote } from '@ecc/contracts/price-quote'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOfPackage } from './package-money.ts'

const sizes = fc.constantFrom(3, 5, 10)
/** A package as it is sold: n sessions at a single price, d percent cheaper. */
const sold = fc
  .record({
    single: fc.integer({ min: 125, max: 200_000 }),
    sessions: sizes,
    discount: fc.integer({ min: 5, max: 20 }),
  })
  .map(({ single, sessions, discount }) => ({
    single,
    sessions,
    price: Math.floor((single * sessions * (100 - discount)) / 100),
  }))

const plain = (...paid: number[]) => paid.map((part) => ({ paid: part, fee: 0, discount: 0 }))

describe('the end of a package', () => {
  const worth = { paid: 8_100, fee: 0, single: 3_000, sessions: 3 }

  it.each([
    [[2_700, 2_700, 2_700], 8_100, 8_100],
    [[2_700, 2_700], 5_400, 5_100],
    [[2_700], 2_700, 2_100],
    [[], 0, 0],
  ])('gives the player what was paid less the single price of each used session: of %j', (unused, paid, amount) => {
    const end = endOfPackage({ ...worth, unused: plain(...unused) }, 'player')
    expect(end).toEqual({ rest: { paid, fee: 0, discount: 0 }, back: { amount, fee: 0 } })
  })

  it('gives all that is unused back when the coach ends it, our fee with it', () => {
    const unused = [{ paid: 2_767, fee: 67, discount: 0 }]
    expect(endOfPackage({ ...worth, paid: 8_302, fee: 202, unused }, 'coach').back).toEqual({ amount: 2_767, fee: 67 })
  })

  it('counts what was really paid where a code took something off, and gives the same share of the fee back', () => {
    const quote = quotePrice({
      currency: 'EUR',
      price: 8_100,
      discount: { bearer: 'platform', percent: 20 },
      playerFeeBasisPoints: 500,
    })
    const parts = splitQuote(quote, 3)
    const { rest, back } = endOfPackage(
      { paid: paidOf(quote), fee: quote.fee, single: 3_000, sessions: 3, unused: parts.slice(1) },
      'player',
    )
    expect(rest).toEqual({ paid: 4_536, fee: 216, discount: 1_080 })
    expect(back).toEqual({ amount: 3_480 + 174, fee: 174 })
  })

  it('never gives back more than is unused, the less the more was used, and all of an untouched one', () => {
    const someCode = fc.option(fc.record({ percent: fc.integer({ min: 1, max: 100 }) }), { nil: undefined })
    fc.assert(
      fc.property(sold, someCode, fc.nat(2_500), ({ price, single, sessions }, code, playerFeeBasisPoints) => {
        const discount = code && { bearer: 'platform' as const, ...code }
        const quote = quotePrice({ currency: 'EUR', price, discount, playerFeeBasisPoints })
        const parts = splitQuote(quote, sessions)
        const paid = { paid: paidOf(quote), fee: quote.fee }
        const refunds = parts.map((_, used) => {
          const { back, rest } = endOfPackage({ ...paid, single, sessions, unused: parts.slice(used) }, 'player')
          expect(back.amount).toBeLessThanOrEqual(rest.paid)
          expect(back.fee).toBeLessThanOrEqual(rest.fee)
          const ofPrice = Math.min(rest.paid - rest.fee, Math.max(0, paid.paid - paid.fee - used * single))
          expect(back.amount - back.fee).toBe(ofPrice)
          return back.amount
        })
        expect(refunds).toEqual(refunds.toSorted((a, b) => b - a))
        expect(refunds[0]).toBe(paid.paid)
      }),
    )
  })

  it('without a code or a fee gives back the price less the single price of each, whatever the parts', () => {
    fc.assert(
      fc.property(sold, ({ price, single, sessions }) => {
        const parts = plain(...partsOf(price, sessions))
        for (const used of parts.keys()) {
          const worthNow = { paid: price, fee: 0, single, sessions, unused: parts.slice(used) }
          expect(endOfPackage(worthNow, 'player').back.amount).toBe(Math.max(0, price - used * single))
        }
      }),
    )
  })
})
