/** What people are told when a session is to move, moves, or stays where it is. */
import type { bookingRescheduleDeclined, bookingRescheduled } from '@ecc/contracts/bookings'
import type { PayloadOf } from '@ecc/contracts/define'
import { calendarEntry } from './booking-letters.ts'
import { type BookingView, sessionFacts, sessionPath, sessionUrl } from './booking-view.ts'
import { button, facts, type Letter, quote, small, subjectLine, text } from './letter.ts'
import { moment, period } from './times.ts'

/** A new time was proposed: to the other side, who decides, by mail; to who proposed it a notice that it is under way. */
export function rescheduleProposedLetter(view: BookingView): Letter | null {
  const { booking, me, other, role } = view
  const { reschedule } = booking
  if (!reschedule) return null
  const until = moment(reschedule.expiresAt, me)
  const time = period(reschedule.startsAt, reschedule.endsAt, me)
  const isMine = reschedule.proposedBy === role
  const words = isMine
    ? `You proposed another time to ${other.displayName}, who has until ${until} to accept. Until then the old time stands.`
    : `${other.displayName} would like to move this session. Accept or decline until ${until}; without an answer the old time stands.`
  return {
    subject: subjectLine(`New time proposed: ${booking.offerTitle} with ${other.displayName}`),
    blocks: [
      text(words),
      ...(reschedule.reason ? [quote(reschedule.reason)] : []),
      facts(['Proposed', time], ...inTheirZone(view, 'Proposed', reschedule)),
      sessionFacts(view),
      button(isMine ? 'See the proposal' : 'Accept or decline', sessionUrl(view)),
      small('Payment, price and cancellation terms stay as they are.'),
    ],
    notice: {
      kind: 'booking',
      title: isMine
        ? `You asked ${other.displayName} for another time`
        : `${other.displayName} asks to move ${booking.offerTitle}`,
      body: `To ${time}. ${isMine ? 'An answer comes' : 'Answer'} by ${until}.`,
      link: sessionPath(booking),
    },
    mail: isMine ? 'never' : 'always',
  }
}

/** A proposed time came to nothing: to both, with why. */
export function rescheduleDeclinedLetter(
  view: BookingView,
  ended: PayloadOf<typeof bookingRescheduleDeclined>['ended'],
): Letter {
  const { booking, me, other, role } = view
  const isMine = ended.proposedBy === role
  const outcome = {
    declined: isMine ? `${other.displayName} declined the new time.` : 'You declined the new time.',
    withdrawn: isMine ? 'You took the new time back.' : `${other.displayName} took the new time back.`,
    lapsed: isMine ? `${other.displayName} did not answer in time.` : 'You did not answer in time.',
  }[ended.how]
  return {
    subject: subjectLine(`The old time stands: ${booking.offerTitle} with ${other.displayName}`),
    blocks: [
      text(`${outcome} The session stays where it was.`),
      ...(ended.how === 'declined' && ended.why ? [quote(ended.why)] : []),
      sessionFacts(view),
      button('See the session', sessionUrl(view)),
    ],
    notice: {
      kind: 'booking',
      title: `The old time stands: ${booking.offerTitle}`,
      body: `${outcome} ${period(booking.startsAt, booking.endsAt, me)}`,
      link: sessionPath(booking),
    },
    // Who declined it, took it back or did not answer needs no mail about that.
    mail: isMine === (ended.how === 'withdrawn') ? 'never' : 'always',
  }
}

/** Moved: to both, with the changed calendar entry. */
export function rescheduledLetter(view: BookingView, moved: PayloadOf<typeof bookingRescheduled>['moved']): Letter {
  const { booking, me, other, role } = view
  const old = period(moved.fromStartsAt, moved.fromEndsAt, me)
  const who =
    moved.by === 'admin'
      ? 'Esport Coach Connect moved this session.'
      : moved.by === role
        ? `${other.displayName} accepted the time you proposed.`
        : `You accepted the time ${other.displayName} proposed.`
  return {
    subject: subjectLine(`Moved: ${booking.offerTitle} with ${other.displayName}`),
    blocks: [
      text(`${who} It takes place at the new time.`),
      sessionFacts(view),
      facts(['Before', old]),
      button('Open the session', sessionUrl(view)),
      small(
        'The attached calendar entry replaces the earlier one. Payment, price and cancellation terms stay as they are.',
      ),
    ],
    notice: {
      kind: 'booking',
      title: `Moved: ${booking.offerTitle} with ${other.displayName}`,
      body: `${period(booking.startsAt, booking.endsAt, me)}. Before: ${old}`,
      link: sessionPath(booking),
    },
    mail: 'always',
    ics: calendarEntry(view, 'REQUEST'),
  }
}

function inTheirZone(
  { me, other }: BookingView,
  label: string,
  time: { startsAt: string; endsAt: string },
): [string, string][] {
  if (!other.timeZone || other.timeZone === me.timeZone) return []
  const there = { ...me, timeZone: other.timeZone }
  return [[`${label} for ${other.displayName}`, period(time.startsAt, time.endsAt, there)]]
}
