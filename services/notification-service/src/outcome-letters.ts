import type { PayloadOf } from '@ecc/contracts/define'
import type { paymentRefunded } from '@ecc/contracts/payments'
import { type BookingView, priceOf, sessionFacts, sessionPath, sessionUrl, wayBack } from './booking-view.ts'
import { button, type Letter, small, subjectLine, text } from './letter.ts'
import { amount, moment } from './times.ts'

/** The session took place: the player confirms or reports, both rate. */
export function completedLetter(view: BookingView): Letter {
  const { booking, me, other, role } = view
  const release = booking.releaseAt ? moment(booking.releaseAt, me) : null
  const money =
    role === 'player'
      ? `If something went wrong, report it${release ? ` before ${release}` : ''}. After that the payment goes to ${other.displayName}.`
      : `The payment becomes yours when ${other.displayName} confirms${release ? `, or on ${release}` : ''}.`
  return {
    subject: subjectLine(`How was your session with ${other.displayName}?`),
    blocks: [
      text(`Rate your session with ${other.displayName}. Neither of you sees the other's rating before both are in.`),
      sessionFacts(view),
      button('Rate the session', sessionUrl(view)),
      small(money),
    ],
    notice: {
      kind: 'rating',
      title: `Rate your session with ${other.displayName}`,
      body: money,
      link: sessionPath(booking),
    },
    mail: 'updates',
  }
}

/** One side did not come, to both: what becomes of the money, and until when that can be contested. */
export function noShowLetter(view: BookingView): Letter {
  const { booking, me, other, role } = view
  const absent = booking.state === 'no_show_coach' ? 'coach' : 'player'
  const who = absent === role ? 'You' : other.displayName
  const money = absent === 'coach' ? `${capitalised(allBack(view))}.` : 'The coach is paid.'
  const contest =
    booking.releaseAt !== null && absent === role
      ? ` If that is not what happened, say so with the booking; until ${moment(booking.releaseAt, me)} no money moves.`
      : ''
  return missedLetter(view, `${who} did not come to this session. ${money}${contest}`, {
    title: `${who} did not come to ${booking.offerTitle}`,
    body: money,
  })
}

/** What becomes of the whole price of a session that did not take place. */
function allBack(view: BookingView): string {
  const { booking, role } = view
  if (booking.orderKind !== 'package')
    return `the full price goes back ${role === 'player' ? wayBack(view, booking.price) : 'to the player'}`
  return `the session goes back into ${role === 'player' ? 'your' : "the player's"} package, or, when that is over, its price is refunded`
}

const capitalised = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

/** The connection failed for most of the session, to both: the player chooses; a seat in a group stays with its time. */
export function failedLetter(view: BookingView): Letter {
  const { booking, me, role } = view
  const until = booking.releaseAt === null ? '' : ` until ${moment(booking.releaseAt, me)}`
  const who = role === 'player' ? 'You' : 'The player'
  const choice = booking.group
    ? `The player gets the full price back, unless the coach contests that${until}.`
    : `${who} can choose another time for free${until}; otherwise ${allBack(view)}.`
  const words = `You were connected for less than half of the time. ${choice}`
  return missedLetter(view, words, { title: `${booking.offerTitle}: the connection failed`, body: words })
}

function missedLetter(view: BookingView, words: string, told: { title: string; body: string }): Letter {
  const { booking } = view
  return {
    subject: subjectLine(`Missed: ${booking.offerTitle}`),
    blocks: [
      text(words),
      sessionFacts(view),
      button('See the booking', sessionUrl(view)),
      small('This follows from the join and leave records of the room, which you find with the booking.'),
    ],
    notice: { kind: 'booking', ...told, link: sessionPath(booking) },
    mail: 'always',
  }
}

/** The money is the coach's, as a notice to the coach. */
export function releasedLetter(view: BookingView): Letter | null {
  const { booking, me, role } = view
  if (role === 'player') return null
  return {
    subject: subjectLine(`Paid out to you: ${booking.offerTitle}`),
    blocks: [],
    notice: {
      kind: 'payment',
      title: `The payment for ${booking.offerTitle} is yours`,
      body: `${amount(priceOf(view), me)} less the commission is in your earnings.`,
      link: '/coach/earnings',
    },
    mail: 'never',
  }
}

/** Money is on its way back, to the player. */
export function refundedLetter(
  view: BookingView,
  { amount: refunded, to = 'card', paymentId, creditNoteNumber }: PayloadOf<typeof paymentRefunded>,
): Letter {
  const { booking, me } = view
  const creditNote = [
    small(`Your credit note is number ${creditNoteNumber}.`),
    button('See the receipt', `${view.publicUrl}/payments/${paymentId}/receipt`),
  ]
  const words =
    to === 'credit'
      ? `${amount(refunded, me)} for ${booking.offerTitle} is your credit again. Spend it at your next checkout.`
      : `${amount(refunded, me)} for ${booking.offerTitle} is on its way back to your card. Banks take five to ten days to show it.`
  return {
    subject: subjectLine(`Refund: ${amount(refunded, me)} for ${booking.offerTitle}`),
    blocks: [
      text(words),
      sessionFacts(view),
      button('See the booking', sessionUrl(view)),
      ...(creditNoteNumber === undefined ? [] : creditNote),
    ],
    notice: { kind: 'payment', title: `Refund of ${amount(refunded, me)}`, body: words, link: sessionPath(booking) },
    mail: 'always',
  }
}

/** The other side's rating became visible, as a notice. */
export function ratingLetter(view: BookingView, rating: { stars: number; comment: string | null }): Letter {
  const stars = `${rating.stars} of 5 stars`
  return {
    subject: subjectLine(`${view.other.displayName} rated your session`),
    blocks: [],
    notice: {
      kind: 'rating',
      title: `${view.other.displayName} rated your session`,
      body: rating.comment ? `${stars}: ${rating.comment}` : stars,
      link: sessionPath(view.booking),
    },
    mail: 'never',
  }
}
