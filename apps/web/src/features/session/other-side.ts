import type { BookingDetail } from '@ecc/contracts/bookings'

/** The person on the other side of a booking from the viewer. */
export function otherSideOf(booking: BookingDetail) {
  return booking.viewerIs === 'coach' ? booking.player : booking.coach
}
