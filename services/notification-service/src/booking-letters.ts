import {
  type BookingView,
  companyOf,
  entryIdOf,
  lobbyUrl,
  priceOf,
  sessionFacts,
  sessionPath,
  sessionUrl,
  wayBack,
  wholeFacts,
} from './booking-view.ts'
import { calendarFile } from './calendar.ts'
import { button, facts, type Letter, quote, small, subjectLine, text } from './letter.ts'
import { amount, clock, moment, period } from './times.ts'

/** Paid and confirmed, to both sides, with the calendar entry; null for a date of a series, which is told of as a whole. */
export function confirmedLetter(view: BookingView): Letter | null {
  const { booking, me, other } = view
  if (booking.orderKind === 'series') return null
  const isPlayer = view.role === 'player'
  const priceLabel = isPlayer ? 'Paid' : 'Price'
  const price: [string, string] = [
    booking.orderKind === 'package' ? 'Out of the package' : priceLabel,
    amount(priceOf(view), me),
  ]
  return {
    subject: subjectLine(`Confirmed: ${booking.offerTitle} with ${other.displayName}`),
    blocks: [
      text(
        isPlayer
          ? `You are booked with ${other.displayName}. Your payment is held until after the session.`
          : `${other.displayName} booked a session with you. The payment is held for you until after the session.`,
      ),
      sessionFacts(view),
      facts(price),
      button('Open the session', sessionUrl(view)),
      small('The room opens ten minutes before the start. The calendar entry is attached.'),
    ],
    notice: {
      kind: 'booking',
      title: isPlayer
        ? `You are booked with ${other.displayName}`
        : `${other.displayName} booked ${booking.offerTitle}`,
      body: period(booking.startsAt, booking.endsAt, me),
      link: sessionPath(booking),
    },
    mail: 'always',
    ics: calendarEntry(view, 'REQUEST'),
  }
}

/** Cancelled, to both sides; null for a hold that was let go, of which nobody was told before. */
export function cancelledLetter(view: BookingView): Letter | null {
  const { booking, me, other, role } = view
  if (!booking.confirmedAt || !booking.cancellation) return null
  const { by, reason, refund } = booking.cancellation
  const who = by === role ? 'You' : by === 'player' || by === 'coach' ? other.displayName : 'Esport Coach Connect'
  const { money, yourMoney } = refundWords(view, refund)
  return {
    subject: subjectLine(`Cancelled: ${booking.offerTitle} with ${other.displayName}`),
    blocks: [
      text(`${who} cancelled this session.`),
      ...(reason ? [quote(reason)] : []),
      sessionFacts(view),
      text(role === 'player' ? yourMoney : money),
      button('See the booking', sessionUrl(view)),
    ],
    notice: {
      kind: 'booking',
      title: `${who} cancelled ${booking.offerTitle}`,
      body: `${period(booking.startsAt, booking.endsAt, me)}. ${role === 'player' ? yourMoney : money}`,
      link: sessionPath(booking),
    },
    mail: 'always',
    ics: calendarEntry(view, 'CANCEL'),
  }
}

function refundWords(view: BookingView, refund: BookingView['booking']['price']) {
  const { booking, me } = view
  if (booking.orderKind === 'package' && refund.amount === booking.price.amount) {
    const back = 'package: the session can be scheduled again. If the package is over, its price is refunded.'
    return { money: `It goes back to the ${back}`, yourMoney: `It goes back to your ${back}` }
  }
  if (refund.amount === 0) {
    return { money: 'Nothing is refunded.', yourMoney: 'By the cancellation terms nothing is refunded.' }
  }
  return {
    money: `${amount(refund, me)} goes back to the player.`,
    yourMoney: `${amount(refund, me)} of ${amount(booking.price, me)} goes back ${wayBack(view, refund)}.`,
  }
}

/** Paid too late for the slot, to the player only: the coach never had this booking. */
export function unfulfilledLetter(view: BookingView): Letter | null {
  const { booking, me } = view
  if (view.role === 'coach') return null
  const why = booking.request
    ? 'Your card was charged too late for this session to take place.'
    : 'Your payment arrived after the 15 minutes in which the slot was kept, and it was taken meanwhile.'
  const body = `${why} All of it goes back: ${amount(booking.price, me)} ${wayBack(view, booking.price)}.`
  return {
    subject: subjectLine(`Not booked: ${booking.offerTitle}`),
    blocks: [
      text(body),
      sessionFacts(view),
      button('Find another time', `${view.publicUrl}/coaches/${booking.coachId}`),
    ],
    notice: { kind: 'booking', title: `${booking.offerTitle} could not be booked`, body, link: sessionPath(booking) },
    mail: 'always',
  }
}

/** A time came free on a day they waited for and is held for them, to the player only. */
export function waitingOfferedLetter(view: BookingView): Letter {
  const { booking, me, other } = view
  const until = clock(booking.holdExpiresAt, me)
  const link = `${sessionPath(booking)}/checkout`
  return {
    subject: subjectLine(`A time with ${other.displayName} came free: yours until ${until}`),
    blocks: [
      text(`You waited for this day, and now a time is held for you. Pay until ${until}, or the next in line has it.`),
      sessionFacts(view),
      facts(['Price', amount(booking.price, me)]),
      button('Take this time', `${view.publicUrl}${link}`),
    ],
    notice: {
      kind: 'booking',
      title: `A time with ${other.displayName} is held for you until ${until}`,
      body: period(booking.startsAt, booking.endsAt, me),
      link,
    },
    mail: 'always',
  }
}

/** The session is near, to both sides. */
export function reminderLetter(view: BookingView, leadMinutes: number): Letter {
  const { booking, me } = view
  const company = companyOf(view)
  const nearness = { 1440: 'tomorrow', 60: 'in one hour', 10: 'in ten minutes' }[leadMinutes] ?? 'soon'
  const isOpen = leadMinutes <= 10
  return {
    subject: subjectLine(
      `${nearness.charAt(0).toUpperCase()}${nearness.slice(1)}: ${booking.offerTitle} with ${company}`,
    ),
    blocks: [
      text(`Your session with ${company} starts ${nearness}.`),
      wholeFacts(view),
      isOpen ? button('Enter the room', lobbyUrl(view)) : button('Open the session', sessionUrl(view)),
      small(isOpen ? 'The room is open.' : 'The room opens ten minutes before the start.'),
    ],
    notice: {
      kind: 'reminder',
      title: `${booking.offerTitle} with ${company} starts ${nearness}`,
      body: moment(booking.startsAt, me),
      link: isOpen ? `${sessionPath(booking)}/lobby` : sessionPath(booking),
    },
    mail: 'reminders',
  }
}

/** The calendar entry of a booking, to be put in, changed or taken away. */
export function calendarEntry(view: BookingView, method: 'REQUEST' | 'CANCEL') {
  const content = calendarFile(
    {
      booking: view.booking,
      id: entryIdOf(view),
      otherName: companyOf(view),
      sessionUrl: sessionUrl(view),
      organizer: view.organizer,
      attendee: { name: view.me.displayName, email: view.me.email },
      stamp: view.now,
    },
    method,
  )
  return { content, method }
}
