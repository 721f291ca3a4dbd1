/** What people are told of a group. To its coach the group is one thing; who else comes is between the coach and each player. */
import type { BookingRecord } from '@ecc/contracts/bookings'
import { calendarEntry } from './booking-letters.ts'
import {
  type BookingView,
  priceOf,
  sessionFacts,
  sessionPath,
  sessionUrl,
  wayBack,
  wholeFacts,
} from './booking-view.ts'
import { button, facts, type Letter, quote, small, subjectLine, text } from './letter.ts'
import { amount, moment, period } from './times.ts'

/** Seats are sold after the cut-off only when the group takes place. */
function isSettled({ group, confirmedAt }: BookingRecord): boolean {
  return group !== null && confirmedAt !== null && Date.parse(confirmedAt) >= Date.parse(group.decidesAt)
}

/** A seat is paid, to both, with the calendar entry and with what its taking place hangs on. */
export function seatLetter(view: BookingView): Letter | null {
  const { booking, me, other, role } = view
  if (!booking.group) return null
  const { minSeats, maxSeats, decidesAt } = booking.group
  const back = role === 'player' ? 'else your money comes back in full' : 'else all players get their money back'
  const whether = isSettled(booking)
    ? 'The group takes place.'
    : `It takes place when at least ${minSeats} of ${maxSeats} seats are booked by ${moment(decidesAt, me)}; ${back}.`
  const isPlayer = role === 'player'
  return {
    subject: subjectLine(
      isPlayer
        ? `Your seat: ${booking.offerTitle} with ${other.displayName}`
        : `${other.displayName} booked a seat: ${booking.offerTitle}`,
    ),
    blocks: [
      text(
        isPlayer
          ? `You have a seat in a group with ${other.displayName}. ${whether} Until after the session your payment is held.`
          : `${other.displayName} booked a seat in your group. ${whether}`,
      ),
      sessionFacts(view),
      facts([isPlayer ? 'Paid' : 'Price of the seat', amount(priceOf(view), me)]),
      button('Open the session', sessionUrl(view)),
      small('The room opens ten minutes before the start. The calendar entry is attached.'),
    ],
    notice: {
      kind: 'booking',
      title: isPlayer
        ? `You have a seat in ${booking.offerTitle}`
        : `${other.displayName} booked a seat in ${booking.offerTitle}`,
      body: `${period(booking.startsAt, booking.endsAt, me)}. ${whether}`,
      link: sessionPath(booking),
    },
    mail: 'always',
    ics: calendarEntry(view, 'REQUEST'),
  }
}

/** The cut-off has come and the group takes place: to each player, and once to the coach. */
export function groupOnLetter(view: BookingView): Letter {
  const { booking, me, other, role } = view
  const words =
    role === 'player'
      ? `Enough seats are booked: ${booking.offerTitle} with ${other.displayName} takes place.`
      : `Enough seats are booked: your group ${booking.offerTitle} takes place.`
  return {
    subject: subjectLine(`It takes place: ${booking.offerTitle}`),
    blocks: [text(words), wholeFacts(view), button('Open the session', sessionUrl(view))],
    notice: {
      kind: 'booking',
      title: `${booking.offerTitle} takes place`,
      body: period(booking.startsAt, booking.endsAt, me),
      link: sessionPath(booking),
    },
    mail: 'always',
    ...(role === 'coach' ? { once: `group-on:${booking.sessionId}` } : {}),
  }
}

/** A paid seat was cancelled: by its player alone, or with the whole group, which its coach is told once. Null once the session has begun: nobody came. */
export function seatCancelledLetter(view: BookingView): Letter | null {
  const { booking, role } = view
  const { cancellation } = booking
  if (!booking.confirmedAt || !cancellation || Date.parse(cancellation.at) >= Date.parse(booking.startsAt)) return null
  if (cancellation.by === 'player') return role === 'player' ? null : givenUpLetter(view)
  return calledOffLetter(view, cancellation)
}

function givenUpLetter(view: BookingView): Letter {
  const { booking, me, other } = view
  const words = `${other.displayName} gave up their seat in ${booking.offerTitle}. The seat is on sale again.`
  return {
    subject: subjectLine(`A seat is free again: ${booking.offerTitle}`),
    blocks: [text(words), sessionFacts(view), button('See the booking', sessionUrl(view))],
    notice: {
      kind: 'booking',
      title: `${other.displayName} gave up a seat in ${booking.offerTitle}`,
      body: period(booking.startsAt, booking.endsAt, me),
      link: sessionPath(booking),
    },
    mail: 'updates',
  }
}

function calledOffLetter(
  view: BookingView,
  { by, reason, refund }: NonNullable<BookingRecord['cancellation']>,
): Letter {
  const { booking, me, other, role } = view
  const coach = role === 'coach' ? 'You' : other.displayName
  const who = { coach, admin: 'Esport Coach Connect', system: null, player: null }[by]
  const why =
    who === null ? 'It does not take place, because too few seats were booked.' : `${who} cancelled this group session.`
  const money =
    role === 'player'
      ? `${amount(refund, me)} of ${amount(booking.price, me)} goes back ${wayBack(view, refund)}.`
      : 'All who paid get their money back.'
  return {
    subject: subjectLine(`Called off: ${booking.offerTitle}${role === 'player' ? ` with ${other.displayName}` : ''}`),
    blocks: [
      text(why),
      ...(reason ? [quote(reason)] : []),
      wholeFacts(view),
      text(money),
      button('See the booking', sessionUrl(view)),
    ],
    notice: {
      kind: 'booking',
      title: `Called off: ${booking.offerTitle}`,
      body: `${period(booking.startsAt, booking.endsAt, me)}. ${money}`,
      link: sessionPath(booking),
    },
    mail: 'always',
    ics: calendarEntry(view, 'CANCEL'),
    ...(role === 'coach' ? { once: `called-off:${booking.sessionId}` } : {}),
  }
}
