/**
 * What an order costs whom: computed once, shown before paying by the web app, charged by payment-service and written
 * into its ledger. Amounts are minor units of one currency.
 */
import { type Static, Type } from 'typebox'
import { leastCharge } from './currencies.ts'
import { Shape } from './define.ts'
import { Currency, Nullable, OneOf } from './vocabulary.ts'

/** Who bears a discount: the platform pays its part to the coach, or the coach sells for less. */
export const DiscountBearer = OneOf(['platform', 'coach'])
export type DiscountBearer = Static<typeof DiscountBearer>

const Minor = Type.Integer({ minimum: 0, maximum: 100_000_000 })

/**
 * The lines of a price, which add up exactly: `price - discount + fee = credit + card`. `bearer` is null without a
 * discount. `credit` is what is spent of the player's credit, `card` what is charged.
 */
export const PriceQuote = Shape({
  currency: Currency,
  price: Minor,
  discount: Minor,
  bearer: Nullable(DiscountBearer),
  fee: Minor,
  credit: Minor,
  card: Minor,
})
export type PriceQuote = Static<typeof PriceQuote>

/** What a promo code takes off: a percentage of the price, or an amount in the price's currency. */
export type Discount = { bearer: DiscountBearer } & ({ percent: number } | { amount: number })

/** What a quote is made of. `credit` is what may be spent, not what will be; the fee is in hundredths of a percent. */
export interface QuoteTerms {
  currency: PriceQuote['currency']
  price: number
  discount?: Discount | undefined
  playerFeeBasisPoints?: number | undefined
  credit?: number
}

/**
 * The quote of a price of at least the provider's minimum (`leastCharge`). A discount leaves at least that to be paid, so that whoever booked
 * has paid something, and a share of it says what a refund is. Credit pays all that is left or leaves that much to the
 * card. The fee is a part of what is left after the discount. Every part is rounded down to a minor unit.
 */
export function quotePrice(terms: QuoteTerms): PriceQuote {
  const { currency, price, playerFeeBasisPoints = 0 } = terms
  const discount = discountOf(terms)
  const bearer = discount > 0 ? (terms.discount?.bearer ?? null) : null
  const fee = partOf(price - discount, playerFeeBasisPoints, 10_000)
  const due = price - discount + fee
  const credit = spendable(due, terms.credit ?? 0, leastCharge(currency))
  return { currency, price, discount, bearer, fee, credit, card: due - credit }
}

function discountOf({ price, discount, currency }: QuoteTerms): number {
  if (!discount) return 0
  const asked = 'percent' in discount ? partOf(price, discount.percent, 100) : discount.amount
  return Math.max(0, Math.min(asked, price - leastCharge(currency)))
}

function spendable(due: number, credit: number, least: number): number {
  if (credit >= due) return due
  return Math.max(0, Math.min(credit, due - least))
}

/** What the player pays, by card and by credit, our fee included. */
export const paidOf = ({ credit, card }: Pick<PriceQuote, 'credit' | 'card'>): number => credit + card

/** What the platform adds to what the player pays; a coach who bears a discount just sells for less. */
export const promotionOf = ({ discount, bearer }: Pick<PriceQuote, 'discount' | 'bearer'>): number =>
  bearer === 'platform' ? discount : 0

/** One of several sessions that a price is for: what its player paid of it, with the fee, and what came off. */
export type QuotePart = Paid & Pick<PriceQuote, 'discount' | 'bearer'>

/** The lines of a quote over the sessions it is for. Running totals are split, so that no line of a session is below zero. */
export function splitQuote({ price, discount, fee, bearer }: PriceQuote, sessions: number): QuotePart[] {
  const listed = partsOf(price, sessions)
  const discounted = partsOf(price - discount, sessions)
  return partsOf(price - discount + fee, sessions).map((paid, i) => {
    const [before, after] = [listed[i] as number, discounted[i] as number]
    return { paid, fee: paid - after, discount: before - after, bearer: before > after ? bearer : null }
  })
}

/** An amount over `count` parts that add up to it; what does not divide is on the last ones. */
export function partsOf(amount: number, count: number): number[] {
  const least = Math.floor(amount / count)
  const larger = amount - least * count
  return Array.from({ length: count }, (_, i) => least + (i >= count - larger ? 1 : 0))
}

/** What a player paid for something, in minor units; `fee` is the part of it that is our fee. */
export interface Paid {
  paid: number
  fee: number
}

/** What goes back to a player, in minor units; `fee` is the part of it that was our fee. */
export interface Back {
  amount: number
  fee: number
}

/** `part` of `whole` of what was paid, such as 50 of 100: what goes back of the price is the same with a fee and without one. */
export function backOf({ paid, fee }: Paid, part: number, whole: number): Back {
  const amount = partOf(paid, part, whole)
  return { amount, fee: amount - partOf(paid - fee, part, whole) }
}

/** An amount that goes back of a price, with the same share of the fee, rounded down. */
export function backWithFee({ paid, fee }: Paid, ofPrice: number): Back {
  const back = ofPrice === 0 ? 0 : partOf(fee, ofPrice, paid - fee)
  return { amount: ofPrice + back, fee: back }
}

/** Where a refund goes, in minor units. `promotion` is the platform's, which paid it. `fee` is no more money: a part of card and credit. */
export interface RefundParts {
  card: number
  credit: number
  promotion: number
  fee: number
}

/** What is there to be refunded: what the card paid, the credit spent, our fee in the two, the platform's part. */
type Funds = RefundParts

/** What was put in for an order, by where it came from. */
export function fundsOf(quote: PriceQuote): Funds {
  return { card: quote.card, credit: quote.credit, promotion: promotionOf(quote), fee: quote.fee }
}

/** How a refund of `percent` of what the player paid goes back; see `refundParts`. */
export function refundOf(quote: PriceQuote, percent: number): RefundParts {
  return refundParts(fundsOf(quote), backOf({ paid: paidOf(quote), fee: quote.fee }, percent, 100))
}

/**
 * How `back` of what the player paid goes back: to the card up to what it paid, then as credit. The platform's part goes
 * back in the proportion in which the price does, rounded down, and whole when the player gets all.
 */
export function refundParts({ card, credit, promotion, fee }: Funds, back: Back): RefundParts {
  const paid = card + credit
  const amount = Math.min(Math.max(back.amount, 0), paid)
  const price = paid - fee
  const feeBack = amount === paid ? fee : Math.min(Math.max(back.fee, amount - price, 0), fee, amount)
  const toCard = Math.min(amount, card)
  const ofPrice = amount - feeBack
  const toPlatform = ofPrice === price ? promotion : partOf(promotion, ofPrice, price)
  return { card: toCard, credit: amount - toCard, promotion: toPlatform, fee: feeBack }
}

/** What is the coach's, before commission, when `back` goes back: no part of a fee, or of what goes back to the platform. */
export function toCoachOf(funds: Funds, back: Back): number {
  const parts = refundParts(funds, back)
  return soldIn(funds) - soldIn(parts)
}

const soldIn = ({ card, credit, promotion, fee }: Funds) => card + credit + promotion - fee

/** `part` of `whole` of an amount, rounded down to a minor unit. */
const partOf = (amount: number, part: number, whole: number): number => Math.floor((amount * part) / whole)
