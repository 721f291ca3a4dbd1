import { type BookingRecord, bookingCancelled, bookingNoShow, bookingResolved } from '@ecc/contracts/bookings'
import { type Context, subscribe } from '@ecc/kit'
import type { Config } from './config.ts'
import { giveSessionBack } from './package.ts'

/**
 * A booking of a package that would be refunded whole was not used: its session goes back to the package. It follows the
 * events of this service's own bookings, so that every way a session can end leads here, also one that is added later.
 */
export const onPackageBookingEnded = [bookingCancelled, bookingNoShow, bookingResolved].map((event) =>
  subscribe(event, async ({ payload, once }, ctx: Context<Config>) => {
    if (payload.orderKind === 'package' && wasUnused(payload)) await once((tx) => giveSessionBack(tx, payload, ctx))
  }),
)

function wasUnused(booking: BookingRecord & { refundPercent?: number }): boolean {
  if (booking.refundPercent !== undefined) return booking.refundPercent === 100
  if (booking.cancellation) return booking.cancellation.refund.amount === booking.price.amount
  return booking.state === 'no_show_coach'
}
