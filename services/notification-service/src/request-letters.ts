/** What people are told when a session is asked for, and of the answer. */
import { type BookingView, priceOf, sessionFacts, sessionPath, sessionUrl } from './booking-view.ts'
import { button, facts, type Letter, quote, small, subjectLine, text } from './letter.ts'
import { amount, moment, period } from './times.ts'

const uncharged = 'Nothing was charged; your bank lifts the reservation within a few days.'

/** Asked for: to the coach, who answers, and to the player, with what it means for the card. */
export function requestedLetter(view: BookingView): Letter | null {
  const { booking, me, other, role } = view
  if (!booking.request) return null
  const until = moment(booking.request.expiresAt, me)
  const isPlayer = role === 'player'
  return {
    subject: subjectLine(
      isPlayer
        ? `Asked: ${booking.offerTitle} with ${other.displayName}`
        : `${other.displayName} asks for ${booking.offerTitle}`,
    ),
    blocks: [
      text(
        isPlayer
          ? `${other.displayName} has until ${until} to accept. Your card is authorised and charged only then.`
          : `${other.displayName} would like this session. Accept or decline until ${until}; without an answer the request lapses.`,
      ),
      sessionFacts(view),
      facts([isPlayer ? 'Authorised' : 'Price', amount(priceOf(view), me)]),
      button(isPlayer ? 'See the request' : 'Accept or decline', sessionUrl(view)),
      small(
        isPlayer
          ? 'You may withdraw it at any time until then, at no cost.'
          : 'The time stays free until you accept, and others may ask for it too.',
      ),
    ],
    notice: {
      kind: 'booking',
      title: isPlayer ? `You asked ${other.displayName} for a session` : `${other.displayName} asks for a session`,
      body: `${period(booking.startsAt, booking.endsAt, me)}. ${isPlayer ? 'An answer comes' : 'Answer'} by ${until}.`,
      link: sessionPath(booking),
    },
    mail: 'always',
  }
}

/** Accepted, to the player in the app only: the confirmation follows by mail as soon as the card is charged. */
export function acceptedLetter(view: BookingView): Letter | null {
  const { booking, me, other, role } = view
  if (role === 'coach') return null
  return {
    subject: subjectLine(`Accepted: ${booking.offerTitle} with ${other.displayName}`),
    blocks: [],
    notice: {
      kind: 'booking',
      title: `${other.displayName} accepted your request`,
      body: `You are charged ${amount(booking.price, me)} now.`,
      link: sessionPath(booking),
    },
    mail: 'never',
  }
}

/** Declined, to the player, with the coach's reason. */
export function declinedLetter(view: BookingView): Letter | null {
  const { booking, me, other, role } = view
  if (role === 'coach') return null
  const reason = booking.request?.declineReason
  return {
    subject: subjectLine(`Declined: ${booking.offerTitle} with ${other.displayName}`),
    blocks: [
      text(`${other.displayName} cannot take this session. ${uncharged}`),
      ...(reason ? [quote(reason)] : []),
      sessionFacts(view),
      button('Find another time', `${view.publicUrl}/coaches/${booking.coachId}`),
    ],
    notice: {
      kind: 'booking',
      title: `${other.displayName} declined your request`,
      body: `${period(booking.startsAt, booking.endsAt, me)}. Nothing was charged.`,
      link: sessionPath(booking),
    },
    mail: 'always',
  }
}

/** A request came to nothing: nobody answered, or the card could not be charged. A hold that lapsed tells nobody. */
export function lapsedLetter(view: BookingView): Letter | null {
  const { booking, me, other, role } = view
  if (!booking.request) return null
  const isPlayer = role === 'player'
  const answered = booking.request.acceptedAt !== null
  const unanswered = isPlayer
    ? `${other.displayName} did not answer in time.`
    : `You did not answer ${other.displayName} in time.`
  const notCharged = isPlayer
    ? `${other.displayName} accepted, but your card could not be charged any more.`
    : `The card of ${other.displayName} could not be charged, so this session does not take place.`
  const words = answered ? notCharged : unanswered
  return {
    subject: subjectLine(`Not booked: ${booking.offerTitle} with ${other.displayName}`),
    blocks: [
      text(isPlayer ? `${words} ${uncharged}` : `${words} The time is free.`),
      sessionFacts(view),
      isPlayer
        ? button('Find another time', `${view.publicUrl}/coaches/${booking.coachId}`)
        : button('See the request', sessionUrl(view)),
    ],
    notice: {
      kind: 'booking',
      title: `Not booked: ${booking.offerTitle} with ${other.displayName}`,
      body: `${words} ${period(booking.startsAt, booking.endsAt, me)}`,
      link: sessionPath(booking),
    },
    // Who did not answer needs no mail about that.
    mail: isPlayer || answered ? 'always' : 'never',
  }
}

/** Withdrawn by its player, or by staff, to the coach, who need not answer any more. */
export function withdrawnLetter(view: BookingView): Letter | null {
  const { booking, me, other, role } = view
  if (role === 'player') return null
  const reason = booking.cancellation?.reason
  return {
    subject: subjectLine(`Withdrawn: ${booking.offerTitle} with ${other.displayName}`),
    blocks: [
      text(`${other.displayName} does not ask for this session any more. There is nothing to do.`),
      ...(reason ? [quote(reason)] : []),
      sessionFacts(view),
    ],
    notice: {
      kind: 'booking',
      title: `${other.displayName} withdrew the request`,
      body: period(booking.startsAt, booking.endsAt, me),
      link: sessionPath(booking),
    },
    mail: 'updates',
  }
}
