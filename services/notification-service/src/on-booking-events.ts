import {
  type BookingRecord,
  bookingAccepted,
  bookingCancelled,
  bookingCompleted,
  bookingConfirmed,
  bookingDeclined,
  bookingDisputeAnswered,
  bookingDisputeClosed,
  bookingDisputeDue,
  bookingDisputed,
  bookingExpired,
  bookingFailed,
  bookingGroupOn,
  bookingHeld,
  bookingNoShow,
  bookingReleased,
  bookingRequested,
  bookingRescheduleDeclined,
  bookingRescheduled,
  bookingRescheduleProposed,
  bookingResolved,
  bookingSettled,
  bookingStarted,
  bookingUnfulfilled,
} from '@ecc/contracts/bookings'
import type { Event, PayloadOf } from '@ecc/contracts/define'
import { subscribe, type Tx } from '@ecc/kit'
import { recordBooking } from './booking.ts'
import { cancelledLetter, confirmedLetter, unfulfilledLetter } from './booking-letters.ts'
import { type BookingView, viewsOf } from './booking-view.ts'
import type { Context } from './config.ts'
import { answeredLetter, closedLetter, disputedLetter, dueLetter, resolvedLetter } from './dispute-letters.ts'
import { groupOnLetter, seatCancelledLetter, seatLetter } from './group-letters.ts'
import type { Letter } from './letter.ts'
import { completedLetter, failedLetter, noShowLetter, releasedLetter } from './outcome-letters.ts'
import { planReminders } from './remind.ts'
import { acceptedLetter, declinedLetter, lapsedLetter, requestedLetter, withdrawnLetter } from './request-letters.ts'
import { rescheduleDeclinedLetter, rescheduledLetter, rescheduleProposedLetter } from './reschedule-letters.ts'
import { pushBooking, tellPeople } from './tell-people.ts'

/** What people are told at each step of a booking. A hold and its end tell nobody, they only refresh browsers; a request does. */
export const onBookingEvents = [
  followBooking(bookingHeld, null),
  followBooking(bookingRequested, requestedLetter),
  followBooking(bookingAccepted, acceptedLetter),
  followBooking(bookingDeclined, declinedLetter),
  followBooking(bookingExpired, lapsedLetter),
  followBooking(bookingConfirmed, (view) => seatLetter(view) ?? confirmedLetter(view), planReminders),
  followBooking(bookingGroupOn, groupOnLetter),
  followBooking(bookingUnfulfilled, unfulfilledLetter),
  followBooking(bookingCancelled, cancelledOrWithdrawn),
  followBooking(bookingRescheduleProposed, rescheduleProposedLetter),
  followBooking(bookingRescheduleDeclined, (view, { ended }) => rescheduleDeclinedLetter(view, ended)),
  followBooking(bookingRescheduled, (view, { moved }) => rescheduledLetter(view, moved), planReminders),
  followBooking(bookingStarted, null),
  followBooking(bookingCompleted, completedLetter),
  followBooking(bookingNoShow, noShowLetter),
  followBooking(bookingReleased, releasedLetter),
  followBooking(bookingFailed, failedLetter),
  followBooking(bookingSettled, null),
  followBooking(bookingDisputed, (view, { openedBy, answerBy }) =>
    disputedLetter(view, openedBy ?? 'player', answerBy),
  ),
  followBooking(bookingDisputeAnswered, (view, said) => answeredLetter(view, said.openedBy, said.evidenceUntil)),
  followBooking(bookingDisputeDue, dueLetter),
  followBooking(bookingDisputeClosed, closedLetter),
  followBooking(bookingResolved, resolvedLetter),
]

function cancelledOrWithdrawn(view: BookingView): Letter | null {
  if (isWithdrawn(view.booking)) return withdrawnLetter(view)
  return (view.booking.group && seatCancelledLetter(view)) ?? cancelledLetter(view)
}

const isWithdrawn = ({ request, confirmedAt }: BookingRecord) => request !== null && confirmedAt === null

/**
 * Follows a booking event: keeps the record, tells both sides what `letterFor` writes to them (null tells nothing),
 * and refreshes their browsers. `also` runs in the same transaction.
 */
function followBooking<E extends Event>(
  event: E & (PayloadOf<E> extends BookingRecord ? unknown : never),
  letterFor: ((view: BookingView, payload: PayloadOf<E>) => Letter | null) | null,
  also?: (tx: Tx, ctx: Context, booking: BookingRecord) => Promise<void>,
) {
  return subscribe(event, async ({ id, payload, occurredAt, once }, ctx: Context) => {
    const booking = payload as BookingRecord
    const views = letterFor ? await viewsOf(ctx, booking) : []
    await once(async (tx) => {
      const latest = await recordBooking(tx, booking, occurredAt)
      // An event that could not be processed in time comes after a later one: nobody is told of a session that is off.
      if (latest.state === 'cancelled' && booking.state !== 'cancelled') return
      for (const view of views) {
        const letter = letterFor?.(view, payload)
        if (letter) await tellPeople(tx, ctx, [{ key: letter.once ?? `${event.name}:${id}`, letter, to: view.me }])
      }
      pushBooking(tx, ctx, latest)
      await also?.(tx, ctx, latest)
    })
  })
}
