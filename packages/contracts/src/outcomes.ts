/** How a session ended, as its two people and staff see it: the shapes that the contracts of bookings and video share. */
import { type Static, Type } from 'typebox'
import { Shape } from './define.ts'
import { disputeStates } from './dispute-states.ts'
import { Id, Instant, Money, Nullable, OneOf } from './vocabulary.ts'

/** The two sides of a session. */
export const Side = OneOf(['player', 'coach'])
export type Side = Static<typeof Side>

/** A time one side was connected within the booked time; overlapping connections count as one. */
export const Stay = Shape({ side: Side, from: Instant, to: Instant })
export type Stay = Static<typeof Stay>

/**
 * Who was in the room: whole seconds within the booked time of each side and of both at once, when each came first (which may
 * be before the start), and the stays behind it, the first hundred.
 */
export const Attendance = Shape({
  playerSeconds: Type.Integer({ minimum: 0 }),
  coachSeconds: Type.Integer({ minimum: 0 }),
  bothSeconds: Type.Integer({ minimum: 0 }),
  playerFirstJoin: Nullable(Instant),
  coachFirstJoin: Nullable(Instant),
  stays: Type.Array(Stay, { maxItems: 100 }),
})
export type Attendance = Static<typeof Attendance>

/** What attendance means, see the rules in product terms at `outcome-rules.ts` of session-service. */
export const OutcomeKind = OneOf([
  'complete',
  'cut_short',
  'technical_failure',
  'player_no_show',
  'coach_no_show',
  'nobody_came',
  'coach_late',
])
export type OutcomeKind = Static<typeof OutcomeKind>

/** What was decided of a session and why. `refund` goes back to the player, the rest of the price to the coach. */
export const Outcome = Shape({
  kind: OutcomeKind,
  decidedAt: Instant,
  refund: Money,
  attendance: Attendance,
  contestedBy: Nullable(Side),
})
export type Outcome = Static<typeof Outcome>

/**
 * Where the money of a booking went with a change: back to the player, and to the coach before commission. The player's part
 * goes to their card, or, of a session that was not used, into its package again, or, as settled in a dispute, to their credit.
 */
export const MoneyEffect = Shape({ toPlayer: Money, toCoach: Money, into: OneOf(['card', 'package', 'credit']) })
export type MoneyEffect = Static<typeof MoneyEffect>

/** The dispute on a session in short: where it stands, the next deadline while it is open, and whether the viewer has to act. */
export const DisputeStanding = Shape({
  state: OneOf(disputeStates),
  openedBy: Side,
  until: Nullable(Instant),
  yourTurn: Type.Boolean(),
})
export type DisputeStanding = Static<typeof DisputeStanding>

/**
 * What the viewer may still do about an outcome; null for what is not, or no longer, open to them. `disputeUntil`: open a
 * dispute, of which contesting an outcome is one.
 */
export const Afterwards = Shape({
  contestUntil: Nullable(Instant),
  disputeUntil: Nullable(Instant),
  dispute: Nullable(DisputeStanding),
  repeatUntil: Nullable(Instant),
  guarantee: Nullable(Shape({ refund: Money, until: Instant })),
})
export type Afterwards = Static<typeof Afterwards>

/** A stain on a coach's reliability. `late`: the player left because the coach was not there in time. */
export const MarkKind = OneOf(['late_cancel', 'no_show', 'late', 'late_reschedule'])
export type MarkKind = Static<typeof MarkKind>

/** A reliability mark; staff may remove one, and say why. */
export const Mark = Shape({
  id: Id,
  bookingId: Id,
  kind: MarkKind,
  at: Instant,
  removedAt: Nullable(Instant),
  removedWhy: Nullable(Type.String()),
})
export type Mark = Static<typeof Mark>
