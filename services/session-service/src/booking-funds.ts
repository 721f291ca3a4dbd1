/** What was paid for a booking, a package or a series besides by card, our fee in it, and what goes back of that. */
import type { BookingFunds } from '@ecc/contracts/booking-parts'
import { type Back, type Paid, type PriceQuote, paidOf, type QuotePart } from '@ecc/contracts/price-quote'
import type { Tx } from '@ecc/kit'
import type { BookingRow } from './booking.ts'

/**
 * Notes on a locked booking how its player pays for it: from now on its price is what they pay, and what comes back is a part
 * of that. Repeating it changes nothing.
 */
export async function noteFunds(tx: Tx, row: BookingRow, quote: PriceQuote | undefined): Promise<BookingRow> {
  if (!quote || isPlain(quote)) return row
  return notePart(tx, row.id, { ...quote, paid: paidOf(quote) }, quote.credit)
}

/** Whether a price is paid as it was asked for, by card alone. */
export const isPlain = ({ discount, fee, credit }: PriceQuote) => discount + fee + credit === 0

/** Notes on a locked booking its part of a quote. */
export async function notePart(tx: Tx, id: string, part: QuotePart, credit = 0): Promise<BookingRow> {
  const { paid, discount, bearer, fee } = part
  return tx.one<BookingRow>`
    update bookings set price_amount = ${paid}, discount_amount = ${discount}, discount_bearer = ${bearer}, fee_amount = ${fee},
      credit_amount = ${credit} where id = ${id} returning *`
}

/** What the player of a booking paid for it, and our fee in it. */
export const paidOn = (row: Pick<BookingRow, 'priceAmount' | 'feeAmount'>): Paid => ({
  paid: row.priceAmount,
  fee: row.feeAmount,
})

/** All of it goes back. */
export const allOf = ({ paid, fee }: Paid): Back => ({ amount: paid, fee })

/** None of it does. */
export const noneBack: Back = { amount: 0, fee: 0 }

/** What a row says of how it was paid, besides its price. */
type FundedRow = Pick<BookingRow, 'discountAmount' | 'discountBearer' | 'feeAmount'> &
  Partial<Pick<BookingRow, 'creditAmount' | 'feeBackAmount'>>

/** What besides a card paid for a booking, a package or a series, and our fee in it; nothing where there is none of these. */
export function fundsOf(row: FundedRow): { funds?: BookingFunds } {
  const { discountAmount: discount, discountBearer: bearer, creditAmount: credit = 0 } = row
  const { feeAmount: fee, feeBackAmount: feeBack = 0 } = row
  if (discount + credit + fee === 0) return {}
  return { funds: { discount, bearer, credit, ...(fee > 0 ? { fee, feeBack } : {}) } }
}
