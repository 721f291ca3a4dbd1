/** What session-service promises for after a session: another try, the guarantee, reliability. */
import { type Static, Type } from 'typebox'
import {
  BookingRecord,
  bookingNotFound,
  notBookable,
  offerNotFound,
  playerBusy,
  sessionService,
  slotTaken,
} from './bookings.ts'
import { problem, Shape } from './define.ts'
import { Mark, MarkKind } from './outcomes.ts'
import { afterPackage } from './packages.ts'
import { ById, Id, Instant, Money, Nullable } from './vocabulary.ts'

const { route, event } = sessionService

export const notRepeatable = problem(
  'not-repeatable',
  409,
  'Another time can be chosen after a technical failure, until its refund is sent',
)
export const notGuaranteed = problem(
  'not-guaranteed',
  409,
  'The guarantee is for your first session, once, within a day after it',
)
export const markNotFound = problem('mark-not-found', 404, 'There is no such mark')

const bookingExample = { params: { id: '0199f1de-6a00-7000-8000-000000000001' } }

export const repeatSession = route('repeatSession', {
  method: 'POST',
  path: '/bookings/:id/repeat',
  access: 'player',
  summary: 'After a technical failure: a free new time with the same coach, instead of the refund',
  idempotent: true,
  params: ById,
  body: Shape({ startsAt: Instant }),
  reply: BookingRecord,
  problems: [bookingNotFound, notRepeatable, afterPackage, offerNotFound, notBookable, slotTaken, playerBusy],
  limit: { max: 20, windowSeconds: 60 },
  example: bookingExample,
})

export const claimGuarantee = route('claimGuarantee', {
  method: 'POST',
  path: '/bookings/:id/guarantee',
  access: 'player',
  summary: 'The first session was not for you: your money back, once; the coach is paid by us',
  idempotent: true,
  params: ById,
  body: Shape({ reason: Type.Optional(Type.String({ maxLength: 500 })) }),
  reply: BookingRecord,
  problems: [bookingNotFound, notGuaranteed],
  limit: { max: 20, windowSeconds: 60 },
  example: bookingExample,
})

/** A share of a coach's bookings, with the limit at which it hides them. */
const Share = Shape({ count: Type.Integer(), percent: Type.Integer(), limitPercent: Type.Integer() })

/** How reliable a coach is, by which numbers, and what follows. `measured` is false below the first bookings that count. */
export const Standing = Shape({
  coachId: Id,
  hidden: Type.Boolean(),
  hiddenUntil: Nullable(Instant),
  banned: Type.Boolean(),
  reason: Nullable(Type.String()),
  measured: Type.Boolean(),
  days: Type.Integer(),
  fromBookings: Type.Integer(),
  bookings: Type.Integer(),
  absences: Shape({ count: Type.Integer(), limit: Type.Integer() }),
  lateReschedules: Share,
  cancellations: Share,
  marks: Type.Array(Mark, { maxItems: 50 }),
})
export type Standing = Static<typeof Standing>

export const getOwnStanding = route('getOwnStanding', {
  method: 'GET',
  path: '/coaches/me/standing',
  access: 'coach',
  summary: 'Your reliability in numbers, your marks, and whether they hide you from search',
  reply: Standing,
})

export const getStanding = route('getStanding', {
  method: 'GET',
  path: '/admin/coaches/:id/standing',
  access: 'admin',
  summary: "A coach's reliability and marks",
  params: ById,
  reply: Standing,
})

export const removeMark = route('removeMark', {
  method: 'POST',
  path: '/admin/marks/:id/remove',
  access: 'admin',
  summary: 'Take a mark back; what it hid is shown again',
  params: ById,
  body: Shape({ reason: Type.String({ minLength: 3, maxLength: 500 }) }),
  reply: Mark,
  problems: [markNotFound],
})

export const bookingGuaranteed = event(
  'booking.guaranteed',
  Shape({ ...BookingRecord.properties, refund: Money }),
  'The first-session guarantee was claimed: the platform gives `refund` back from its own money; the coach keeps theirs',
)
export const playerCredited = event(
  'player.credited',
  Shape({ bookingId: Id, playerId: Id, coachId: Id, amount: Money }),
  "A credit for the player, taken from the coach's next payout",
)
export const coachMarked = event(
  'coach.marked',
  Shape({ coachId: Id, bookingId: Id, markId: Id, kind: MarkKind, at: Instant }),
  'A reliability mark on a coach',
)
export const coachStandingChanged = event(
  'coach.standing-changed',
  Shape({
    coachId: Id,
    hidden: Type.Boolean(),
    hiddenUntil: Nullable(Instant),
    banned: Type.Boolean(),
    reason: Nullable(Type.String()),
  }),
  'A coach is hidden from search, banned, or shown again',
)
