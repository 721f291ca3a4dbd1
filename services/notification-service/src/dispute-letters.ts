/** What people are told of a dispute: its two sides at each step, and staff when a ruling is overdue. */
import type { bookingDisputeClosed, bookingDisputeDue, bookingResolved } from '@ecc/contracts/bookings'
import type { PayloadOf } from '@ecc/contracts/define'
import { moneyOf } from '@ecc/contracts/dispute-terms'
import type { disputeAssigned, disputeOverdue } from '@ecc/contracts/disputes'
import { type BookingView, sessionFacts } from './booking-view.ts'
import { type Block, button, facts, type Letter, quote, subjectLine, text } from './letter.ts'
import { amount, moment, type Reader } from './times.ts'

type Side = BookingView['role']

const path = ({ booking }: BookingView) => `/bookings/${booking.id}/dispute`

/** One side reported a problem or contests the outcome: what that means for each, and until when the other answers. */
export function disputedLetter(view: BookingView, openedBy: Side, answerBy: string | undefined): Letter {
  const { booking, me, other, role } = view
  const until = answerBy === undefined ? '' : ` until ${moment(answerBy, me)}`
  const words =
    role === openedBy
      ? `Your report has arrived, and the money is frozen. ${other.displayName} has time to answer${until}; without an answer it is settled as you asked.`
      : `${other.displayName} reported a problem with this session, and the money is frozen. Answer${until}; without an answer from you it is settled as ${other.displayName} asks.`
  return letter(view, `Problem reported: ${booking.offerTitle}`, [text(words)], words, {
    label: role === openedBy ? 'See the dispute' : 'Answer now',
  })
}

/** The other side answered: what comes next, to both. */
export function answeredLetter(view: BookingView, openedBy: Side, evidenceUntil: string): Letter {
  const { booking, me, other, role } = view
  const who = role === openedBy ? `${other.displayName} answered your report.` : 'Your answer has arrived.'
  const words = `${who} Both of you can add evidence until ${moment(evidenceUntil, me)}. After that we decide.`
  return letter(view, `Answered: ${booking.offerTitle}`, [text(words)], words)
}

/** A day is left: to answer, for the side that has to, or to give evidence, for both. */
export function dueLetter(view: BookingView, due: PayloadOf<typeof bookingDisputeDue>): Letter | null {
  const { booking, me, other, role } = view
  const until = moment(due.until, me)
  if (due.step === 'answer' && role === due.openedBy) return null
  const words =
    due.step === 'answer'
      ? `${other.displayName} reported a problem with this session. Answer until ${until}; without an answer from you it is settled as ${other.displayName} asks.`
      : `You can add evidence until ${until}. After that we decide.`
  const title = due.step === 'answer' ? 'Your answer is due' : 'Evidence closes soon'
  return letter(view, `${title}: ${booking.offerTitle}`, [text(words)], words)
}

/** It ended and no money moved. */
export function closedLetter(view: BookingView, closed: PayloadOf<typeof bookingDisputeClosed>): Letter {
  const { booking, me, other, role } = view
  const until = booking.releaseAt === null ? '' : ` until ${moment(booking.releaseAt, me)}`
  const who = role === 'player' ? 'You' : 'The player'
  const takenBack =
    role === closed.openedBy ? 'You took your report back.' : `${other.displayName} took the report back.`
  const words =
    closed.how === 'withdrawn'
      ? `${takenBack} The money follows the session as before.`
      : `The dispute was settled with another time. ${who} can choose one for free${until}; otherwise everything goes back to the player.`
  return letter(view, `Settled: ${booking.offerTitle}`, [text(words)], words)
}

const because = {
  ruled: 'We looked at the report about this session and decided.',
  accepted: 'The dispute about this session was settled by agreement, as it was asked.',
  defaulted: 'Nobody answered the report about this session in time, so it was settled as it was asked.',
}

/** A dispute was settled: why, and how the price is divided. */
export function resolvedLetter(view: BookingView, resolved: PayloadOf<typeof bookingResolved>): Letter {
  const { booking, me, other, role } = view
  const percent = resolved.refundPercent
  const kind = percent === 0 ? 'release' : resolved.into === 'credit' ? 'credit' : 'refund'
  const money = moneyOf(booking, { kind, percent })
  if (money === null) throw new Error('a settled dispute divides the price')
  const rows: [string, string][] = [
    [role === 'player' ? `Back to ${placeOf(view, money.into)}` : 'Back to the player', amount(money.toPlayer, me)],
    [role === 'player' ? `To ${other.displayName}` : 'To you, less the commission', amount(money.toCoach, me)],
  ]
  const reasons = resolved.words ? [quote(resolved.words)] : []
  const blocks = [text(because[resolved.how ?? 'ruled']), ...reasons, facts(...rows)]
  return letter(view, `Settled: ${booking.offerTitle}`, blocks, rows.map((row) => row.join(': ')).join('. '))
}

/** Where the player's part goes; of a price that credit paid a part of, not only to the card. */
function placeOf({ booking }: BookingView, into: 'card' | 'credit' | 'package'): string {
  return into === 'card' && booking.funds?.credit ? 'you' : `your ${into}`
}

function letter(
  view: BookingView,
  title: string,
  blocks: readonly Block[],
  body: string,
  { label }: { label: string } = { label: 'See the dispute' },
): Letter {
  const [first, ...rest] = blocks as [Block, ...Block[]]
  return {
    subject: subjectLine(`${title} with ${view.other.displayName}`),
    blocks: [first, sessionFacts(view), ...rest, button(label, `${view.publicUrl}${path(view)}`)],
    notice: { kind: 'booking', title, body, link: path(view) },
    mail: 'always',
  }
}

/** To staff: nobody ruled in time. */
export function overdueLetter(
  { bookingId, offerTitle, ruleBy }: PayloadOf<typeof disputeOverdue>,
  { publicUrl, reader }: { publicUrl: string; reader: Reader },
): Letter {
  const link = `/admin/disputes/${bookingId}`
  const words = `The ruling on the dispute about ${offerTitle} was due on ${moment(ruleBy, reader)}. The money is frozen until it comes.`
  return {
    subject: subjectLine(`Overdue: the ruling on ${offerTitle}`),
    blocks: [text(words), button('Look at it', `${publicUrl}${link}`)],
    notice: { kind: 'booking', title: `A ruling is overdue: ${offerTitle}`, body: words, link },
    mail: 'always',
  }
}

/** To one of staff: another handed a dispute to them. */
export function assignedLetter(
  { bookingId, offerTitle, ruleBy }: PayloadOf<typeof disputeAssigned>,
  { publicUrl, reader, by }: { publicUrl: string; reader: Reader; by: string },
): Letter {
  const link = `/admin/disputes/${bookingId}`
  const words = `${by} handed you the dispute about ${offerTitle}. The ruling is due by ${moment(ruleBy, reader)}.`
  return {
    subject: subjectLine(`A dispute for you: ${offerTitle}`),
    blocks: [text(words), button('Look at it', `${publicUrl}${link}`)],
    notice: { kind: 'booking', title: `A dispute for you: ${offerTitle}`, body: words, link },
    mail: 'updates',
  }
}
