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

/** What a quote is made of. `credit` is what may be spent, not what will be. */
export interface QuoteTerms {
  currency: PriceQuote['currency']
  price: number
  discount?: Discount | undefined
  playerFeePercent?: number
  credit?: number
}

/** What players pay on top of a price (product rules, "player fee"). */
export const defaultPlayerFeePercent = 0

/**
 * The quote of a price of at least the provider's minimum (`leastCharge`). A discount leaves at least that to be paid, so that whoever booked
 * has paid something, and a share of it says what a refund is. Credit pays all that is left or leaves that much to the
 * card. The fee is a part of what is left after the discount. Every percentage is rounded down to a minor unit.
 */
export function quotePrice(terms: QuoteTerms): PriceQuote {
  const { currency, price, playerFeePercent = defaultPlayerFeePercent } = terms
  const discount = discountOf(terms)
  const bearer = discount > 0 ? (terms.discount?.bearer ?? null) : null
  const fee = percentOf(price - discount, playerFeePercent)
  const due = price - discount + fee
  const credit = spendable(due, terms.credit ?? 0, leastCharge(currency))
  return { currency, price, discount, bearer, fee, credit, card: due - credit }
}

function discountOf({ price, discount, currency }: QuoteTerms): number {
  if (!discount) return 0
  const asked = 'percent' in discount ? percentOf(price, discount.percent) : discount.amount
  return Math.max(0, Math.min(asked, price - leastCharge(currency)))
}

function spendable(due: number, credit: number, least: number): number {
  if (credit >= due) return due
  return Math.max(0, Math.min(credit, due - least))
}

/** What the player pays, by card and by credit. */
export const paidOf = ({ credit, card }: Pick<PriceQuote, 'credit' | 'card'>): number => credit + card

/** What the platform adds to what the player pays; a coach who bears a discount just sells for less. */
export const promotionOf = ({ discount, bearer }: Pick<PriceQuote, 'discount' | 'bearer'>): number =>
  bearer === 'platform' ? discount : 0

/** Where a refund goes, in minor units. `promotion` is not the player's: it goes back to the platform, which paid it. */
export interface RefundParts {
  card: number
  credit: number
  promotion: number
}

/** What is there to be refunded: what the card paid, the credit spent, the platform's part. */
type Funds = RefundParts

/** What was put in for an order, by where it came from. */
export function fundsOf(quote: PriceQuote): Funds {
  return { card: quote.card, credit: quote.credit, promotion: promotionOf(quote) }
}

/** How a refund of `percent` of what the player paid goes back; see `refundParts`. */
export function refundOf(quote: PriceQuote, percent: number): RefundParts {
  return refundParts(fundsOf(quote), percentOf(paidOf(quote), percent))
}

/**
 * How `back` of what the player paid goes back: to the card up to what it paid, then as credit. The platform's part goes
 * back in the same proportion, rounded down, and whole when the player gets all. What is left is the coach's and ours.
 */
export function refundParts({ card, credit, promotion }: Funds, back: number): RefundParts {
  const paid = card + credit
  const toPlayer = Math.min(Math.max(back, 0), paid)
  const toCard = Math.min(toPlayer, card)
  const toPlatform = toPlayer === paid ? promotion : Math.floor((promotion * toPlayer) / paid)
  return { card: toCard, credit: toPlayer - toCard, promotion: toPlatform }
}

/** A percentage of an amount, rounded down to a minor unit. */
const percentOf = (amount: number, percent: number): number => Math.floor((amount * percent) / 100)
