/** What session-service promises: holds, bookings, and their life. */
import { type Static, Type } from 'typebox'
import { bookingLife, bookingStates } from './booking-states.ts'
import { problem, Shape, service } from './define.ts'
import { Afterwards, MoneyEffect, Outcome, Side } from './outcomes.ts'
import { ById, Id, Instant, Money, Nullable, OneOf, Page, PersonCard, pageQuery } from './vocabulary.ts'

/** The service, for the contracts that its other files promise. */
export const sessionService = service({
  name: 'session-service',
  port: 3004,
  summary: 'Holds, bookings, their states and history',
})
const { route, event } = sessionService

/** Where a booking stands in its life; the table in `booking-states.ts` says what leads where. */
export const BookingState = OneOf(bookingStates)
export type BookingState = Static<typeof BookingState>

/** How an offer is sold. */
export const OfferKind = OneOf(['single', 'trial'])
export type OfferKind = Static<typeof OfferKind>

/** The cancellation terms a booking was sold under. */
export const CancellationPolicy = OneOf(['flexible', 'standard', 'strict'])

/** Who caused a change. */
export const Actor = OneOf(['player', 'coach', 'admin', 'system'])
export type Actor = Static<typeof Actor>

/** How a booking ended early: by whom, why, and what the player gets back. */
export const Cancellation = Shape({
  by: Actor,
  reason: Nullable(Type.String()),
  at: Instant,
  refund: Money,
})

/**
 * What services tell each other of a booking, and the payload of every booking event. `sessionId` is the live meeting, which
 * the bookings of a group share; `orderId` is what was paid for at once. Both are the booking's own id where it stands alone.
 */
export const BookingRecord = Shape({
  id: Id,
  sessionId: Id,
  orderId: Id,
  playerId: Id,
  coachId: Id,
  offerId: Id,
  offerTitle: Type.String(),
  gameId: Type.String(),
  kind: OfferKind,
  state: BookingState,
  startsAt: Instant,
  endsAt: Instant,
  durationMinutes: Type.Integer(),
  price: Money,
  policy: CancellationPolicy,
  policyVersion: Type.Integer(),
  holdExpiresAt: Instant,
  createdAt: Instant,
  confirmedAt: Nullable(Instant),
  completedAt: Nullable(Instant),
  releaseAt: Nullable(Instant),
  cancellation: Nullable(Cancellation),
  sequence: Type.Integer({ description: 'Counts the changes of this booking, from 0' }),
})
export type BookingRecord = Static<typeof BookingRecord>

/**
 * What cancelling now would do. `fullRefundUntil` is null when it has passed. `coachLate`: everything comes back because the
 * coach is not there. `credit` is what a coach who cancels late owes the player beyond the refund, with a mark.
 */
export const CancelEffect = Shape({
  allowed: Type.Boolean(),
  refund: Money,
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
  fullRefundUntil: Nullable(Instant),
  coachLate: Type.Boolean(),
  credit: Money,
  mark: Type.Boolean(),
})
export type CancelEffect = Static<typeof CancelEffect>

/** A booking as its player or coach sees it. */
export const Booking = Shape({
  ...BookingRecord.properties,
  viewerIs: OneOf(['player', 'coach', 'admin']),
  player: PersonCard,
  coach: PersonCard,
  cancelEffect: CancelEffect,
  roomOpensAt: Instant,
  roomClosesAt: Instant,
})
export type Booking = Static<typeof Booking>

/** One line of a booking's history. `money` is where it went with this change; null when none moved. */
export const HistoryEntry = Shape({
  at: Instant,
  by: Actor,
  from: Nullable(BookingState),
  to: BookingState,
  reason: Nullable(Type.String()),
  money: Nullable(MoneyEffect),
})
export type HistoryEntry = Static<typeof HistoryEntry>

/** A booking with its history, its outcome once decided, and what the viewer may do about it. */
export const BookingDetail = Shape({
  ...Booking.properties,
  outcome: Nullable(Outcome),
  afterwards: Afterwards,
  history: Type.Array(HistoryEntry),
})
export type BookingDetail = Static<typeof BookingDetail>

export const bookingNotFound = problem('booking-not-found', 404, 'There is no such booking')
export const slotTaken = problem('slot-taken', 409, 'That slot is already booked')
export const playerBusy = problem('player-busy', 409, 'You have another session at that time')
export const tooManyHolds = problem(
  'too-many-holds',
  409,
  'You hold as many slots as you may; pay for or cancel one first',
)
export const ownOffer = problem('own-offer', 409, 'You cannot book your own offer')
export const holdExpired = problem('hold-expired', 409, 'The slot is no longer held for you')
export const notCancellable = problem('not-cancellable', 409, 'This booking can no longer be cancelled')
export const notCompletable = problem('not-completable', 409, 'This session cannot be confirmed yet, or was already')
export const notReportable = problem(
  'not-reportable',
  409,
  'A problem can be reported from the start until the money is released',
)
export const notDisputed = problem('not-disputed', 409, 'There is no open dispute on this booking')

const bookingExample = { params: { id: '0199f1de-6a00-7000-8000-000000000001' } }

/** Also answered through a quote, so declared by both services: see `coaches.ts`. */
export const offerNotFound = problem('offer-not-found', 404, 'There is no such offer')
export const notBookable = problem('not-bookable', 409, 'That time cannot be booked')

export const createBooking = route('createBooking', {
  method: 'POST',
  path: '/bookings',
  access: 'player',
  summary: 'Hold a slot for 15 minutes, to be confirmed by payment',
  description: 'Every time that `GET /coaches/{id}/slots` lists can be booked, and no other.',
  idempotent: true,
  body: Shape({ offerId: Id, startsAt: Instant }),
  status: 201,
  reply: BookingRecord,
  problems: [offerNotFound, notBookable, slotTaken, playerBusy, tooManyHolds, ownOffer],
  limit: { max: 60, windowSeconds: 60 },
  example: { body: { offerId: '0199f1de-6a00-7000-8000-000000000002', startsAt: '2027-03-14T17:00:00Z' } },
})

export const listBookings = route('listBookings', {
  method: 'GET',
  path: '/bookings',
  access: 'self',
  summary: 'Your bookings, as player or as coach',
  query: Shape({
    ...pageQuery,
    as: Type.Optional(OneOf(['player', 'coach'])),
    when: Type.Optional(OneOf(['upcoming', 'past'])),
    state: Type.Optional(BookingState),
  }),
  reply: Page(Booking),
})

export const getBooking = route('getBooking', {
  method: 'GET',
  path: '/bookings/:id',
  access: 'self',
  summary: 'One booking with its history, its outcome, and what you may do about it',
  description: `How a booking changes:\n\n${bookingLife()}`,
  params: ById,
  reply: BookingDetail,
  problems: [bookingNotFound],
  example: bookingExample,
})

export const cancelBooking = route('cancelBooking', {
  method: 'POST',
  path: '/bookings/:id/cancel',
  access: 'self',
  summary: 'Cancel a booking or let go of a hold; `cancelEffect` tells the refund beforehand',
  idempotent: true,
  params: ById,
  body: Shape({ reason: Type.Optional(Type.String({ maxLength: 500 })) }),
  reply: BookingRecord,
  problems: [bookingNotFound, notCancellable],
  example: bookingExample,
})

export const confirmCompletion = route('confirmCompletion', {
  method: 'POST',
  path: '/bookings/:id/confirm-completion',
  access: 'player',
  summary: 'The player says it went well: the money is released to the coach at once',
  idempotent: true,
  params: ById,
  body: Shape({}),
  reply: BookingRecord,
  problems: [bookingNotFound, notCompletable],
  example: bookingExample,
})

export const reportProblem = route('reportProblem', {
  method: 'POST',
  path: '/bookings/:id/report-problem',
  access: 'player',
  summary: 'Open a dispute: the money stays held until it is settled',
  idempotent: true,
  params: ById,
  body: Shape({ reason: Type.String({ minLength: 10, maxLength: 2000 }) }),
  reply: BookingRecord,
  problems: [bookingNotFound, notReportable],
  example: bookingExample,
})

export const listDisputes = route('listDisputes', {
  method: 'GET',
  path: '/admin/disputes',
  access: 'admin',
  summary: 'Bookings in dispute, oldest first',
  query: Shape(pageQuery),
  reply: Page(
    Shape({
      ...BookingRecord.properties,
      player: PersonCard,
      coach: PersonCard,
      openedBy: Actor,
      reason: Type.String(),
      outcome: Nullable(Outcome),
    }),
  ),
})

export const resolveDispute = route('resolveDispute', {
  method: 'POST',
  path: '/admin/bookings/:id/resolve',
  access: 'admin',
  summary: 'Settle a dispute: give the player `refundPercent` back and release the rest',
  idempotent: true,
  params: ById,
  body: Shape({
    refundPercent: Type.Integer({ minimum: 0, maximum: 100 }),
    note: Type.String({ minLength: 3, maxLength: 2000 }),
    removeMarks: Type.Optional(Type.Boolean({ description: 'Takes back what the session marked the coach with' })),
  }),
  reply: BookingRecord,
  problems: [bookingNotFound, notDisputed],
  example: bookingExample,
})

export const getBookingNumbers = route('getBookingNumbers', {
  method: 'GET',
  path: '/admin/numbers',
  access: 'admin',
  summary: 'Bookings by state and their volume by currency over the last 30 days',
  reply: Shape({
    since: Instant,
    states: Type.Array(Shape({ state: BookingState, count: Type.Integer() })),
    volume: Type.Array(Money),
  }),
})

export const getBookingRecord = route('getBookingRecord', {
  method: 'GET',
  path: '/internal/bookings/:id',
  access: 'service',
  summary: 'A booking for another service',
  params: ById,
  reply: BookingRecord,
  problems: [bookingNotFound],
})

export const confirmPaidBooking = route('confirmPaidBooking', {
  method: 'POST',
  path: '/internal/bookings/:id/confirm-paid',
  access: 'service',
  summary:
    'The price was captured: confirm, or, when the slot is gone, answer the booking as it stands (then it is refunded)',
  params: ById,
  body: Shape({ paymentId: Id }),
  reply: BookingRecord,
  problems: [bookingNotFound],
})

export const bookingHeld = event('booking.held', BookingRecord, 'A slot is held')
export const bookingConfirmed = event('booking.confirmed', BookingRecord, 'Paid and confirmed')
export const bookingExpired = event('booking.expired', BookingRecord, 'The hold lapsed unpaid')
export const bookingUnfulfilled = event(
  'booking.unfulfilled',
  BookingRecord,
  'Paid after the hold lapsed and the slot was gone: refund in full',
)
export const bookingCancelled = event(
  'booking.cancelled',
  BookingRecord,
  'Cancelled; `cancellation.refund` goes back to the player',
)
export const bookingStarted = event('booking.started', BookingRecord, 'The session began')
export const bookingCompleted = event(
  'booking.completed',
  BookingRecord,
  'The session took place; release follows at `releaseAt`',
)
export const bookingNoShow = event('booking.no-show', BookingRecord, 'One side did not come; `state` says who')
export const bookingFailed = event(
  'booking.failed',
  BookingRecord,
  'A technical failure: all goes back at `releaseAt`, unless the player chooses another time',
)
export const bookingSettled = event(
  'booking.settled',
  Shape({ ...BookingRecord.properties, refund: Money }),
  'The outcome of a session that did not take place is final: `refund` goes back, the rest to the coach',
)
export const bookingReleased = event(
  'booking.released',
  Shape({ ...BookingRecord.properties, refund: Type.Optional(Money) }),
  'The held money goes to the coach, less `refund` for time that was missing',
)
export const bookingDisputed = event(
  'booking.disputed',
  Shape({ ...BookingRecord.properties, openedBy: Type.Optional(Side) }),
  'The player reported a problem, or one side contests the outcome: money is frozen',
)
export const bookingResolved = event(
  'booking.resolved',
  Shape({ ...BookingRecord.properties, refundPercent: Type.Integer() }),
  'A dispute was settled: `refundPercent` goes back, the rest to the coach',
)

/** Every event of a booking: what follows all of its changes subscribes to each of these. */
export const bookingEvents = [
  bookingHeld,
  bookingConfirmed,
  bookingExpired,
  bookingUnfulfilled,
  bookingCancelled,
  bookingStarted,
  bookingCompleted,
  bookingNoShow,
  bookingFailed,
  bookingSettled,
  bookingReleased,
  bookingDisputed,
  bookingResolved,
] as const
