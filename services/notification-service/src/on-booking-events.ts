import {
  bookingCancelled,
  bookingCompleted,
  bookingConfirmed,
  bookingDisputed,
  bookingExpired,
  bookingHeld,
  bookingNoShow,
  bookingReleased,
  bookingResolved,
  bookingStarted,
  bookingUnfulfilled,
} from '@ecc/contracts/bookings'
import { cancelledLetter, confirmedLetter, unfulfilledLetter } from './booking-letters.ts'
import { followBooking } from './follow-booking.ts'
import { completedLetter, disputedLetter, noShowLetter, releasedLetter, resolvedLetter } from './outcome-letters.ts'
import { planReminders } from './remind.ts'

/** What people are told at each step of a booking. A hold and its end tell nobody, they only refresh browsers. */
export const onBookingEvents = [
  followBooking(bookingHeld, null),
  followBooking(bookingExpired, null),
  followBooking(bookingConfirmed, confirmedLetter, planReminders),
  followBooking(bookingUnfulfilled, unfulfilledLetter),
  followBooking(bookingCancelled, cancelledLetter),
  followBooking(bookingStarted, null),
  followBooking(bookingCompleted, completedLetter),
  followBooking(bookingNoShow, noShowLetter),
  followBooking(bookingReleased, releasedLetter),
  followBooking(bookingDisputed, disputedLetter),
  followBooking(bookingResolved, (view, { refundPercent }) => resolvedLetter(view, refundPercent)),
]
