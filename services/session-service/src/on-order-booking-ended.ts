import {
  type BookingRecord,
  bookingCancelled,
  bookingExpired,
  bookingNoShow,
  bookingResolved,
} from '@ecc/contracts/bookings'
import { type Context, subscribe } from '@ecc/kit'
import type { Config } from './config.ts'
import { giveSessionBack } from './package.ts'
import { letGo } from './series.ts'

/**
 * What the end of a booking means for the package or series it is of: a session that was not used goes back to its package,
 * and an unpaid series that lost one date is never held half. It follows the events of this service's own bookings, so that
 * every way a booking can end leads here, also one that is added later.
 */
export const onOrderBookingEnded = [bookingCancelled, bookingExpired, bookingNoShow, bookingResolved].map((event) =>
  subscribe(event, async ({ payload, once }, ctx: Context<Config>) => {
    const { orderKind, orderId, confirmedAt, state } = payload
    if (orderKind === 'package' && wasUnused(payload)) await once((tx) => giveSessionBack(tx, payload, ctx))
    if (orderKind === 'series' && confirmedAt === null)
      await once((tx) => letGo(tx, orderId, state === 'cancelled' ? 'cancelled' : 'expired', ctx))
  }),
)

/** A session that would be refunded whole. */
function wasUnused(booking: BookingRecord & { refundPercent?: number }): boolean {
  if (booking.refundPercent !== undefined) return booking.refundPercent === 100
  if (booking.cancellation) return booking.cancellation.refund.amount === booking.price.amount
  return booking.state === 'no_show_coach'
}
