/** What session-service promises: holds, bookings, and their life. */
import { type Static, Type } from 'typebox'
import {
  BookingFunds,
  BookingRequest,
  CancelEffect,
  HistoryMove,
  Reschedule,
  RescheduleEffect,
} from './booking-parts.ts'
import { bookingLife, bookingStates } from './booking-states.ts'
import { problem, Shape, service } from './define.ts'
import { GroupFacts, GroupStanding } from './group-terms.ts'
import { Afterwards, MoneyEffect, Outcome, Side } from './outcomes.ts'
import { ById, Id, Instant, Money, Nullable, OneOf, Page, PersonCard, pageQuery } from './vocabulary.ts'

/** The service, for the contracts of its other subjects. */
export const sessionService = service({
  name: 'session-service',
  port: 3004,
  summary: 'Holds, bookings, packages, series, their states and history',
})
const { route, event } = sessionService

/** Where a booking stands in its life; the table in `booking-states.ts` says what leads where. */
export const BookingState = OneOf(bookingStates)
export type BookingState = Static<typeof BookingState>

/** How an offer is sold. */
export const OfferKind = OneOf(['single', 'trial', 'package', 'group'])
export type OfferKind = Static<typeof OfferKind>

/** What is paid for at once: a booking by itself, a package of sessions to be scheduled later, or a series of bookings. */
export const OrderKind = OneOf(['booking', 'package', 'series'])
export type OrderKind = Static<typeof OrderKind>

/** How an offer is booked: `instant`, by paying; `request`, by asking, and the coach accepts or not before anything is charged. */
export const BookingMode = OneOf(['instant', 'request'])
export type BookingMode = Static<typeof BookingMode>

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
 * `group` is what a seat in a group was sold under. `price` is what the player pays; `funds` is there where a promo code
 * lowered it or credit paid a part.
 */
export const BookingRecord = Shape({
  id: Id,
  sessionId: Id,
  orderId: Id,
  orderKind: OrderKind,
  playerId: Id,
  coachId: Id,
  offerId: Id,
  offerTitle: Type.String(),
  gameId: Type.String(),
  kind: OfferKind,
  bookingMode: BookingMode,
  state: BookingState,
  startsAt: Instant,
  endsAt: Instant,
  durationMinutes: Type.Integer(),
  price: Money,
  funds: Type.Optional(BookingFunds),
  policy: CancellationPolicy,
  policyVersion: Type.Integer(),
  holdExpiresAt: Instant,
  request: Nullable(BookingRequest),
  createdAt: Instant,
  confirmedAt: Nullable(Instant),
  completedAt: Nullable(Instant),
  releaseAt: Nullable(Instant),
  cancellation: Nullable(Cancellation),
  reschedule: Nullable(Reschedule),
  movedAt: Nullable(Instant),
  group: Nullable(GroupFacts),
  sequence: Type.Integer({ description: 'Counts the changes of this booking, from 0' }),
})
export type BookingRecord = Static<typeof BookingRecord>

/**
 * A booking as its player or coach sees it; of a group also how it stands. Out of a package it may only be moved to a start
 * before `startsBefore`.
 */
export const Booking = Shape({
  ...BookingRecord.properties,
  group: Nullable(GroupStanding),
  viewerIs: OneOf(['player', 'coach', 'admin']),
  player: PersonCard,
  coach: PersonCard,
  cancelEffect: CancelEffect,
  rescheduleEffect: RescheduleEffect,
  startsBefore: Nullable(Instant),
  roomOpensAt: Instant,
  roomClosesAt: Instant,
})
export type Booking = Static<typeof Booking>

/** One line of a booking's history; `move` where it is about the time and not the state, `money` where it went with this change, null when none moved. */
export const HistoryEntry = Shape({
  at: Instant,
  by: Actor,
  from: Nullable(BookingState),
  to: BookingState,
  reason: Nullable(Type.String()),
  move: Nullable(HistoryMove),
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
export const tooManyOpenRequests = problem(
  'too-many-open-requests',
  409,
  'As many of your requests are open as may be; withdraw one',
)
export const trialUsed = problem('trial-used', 409, 'You have had a trial with this coach; book a full session')
export const tooManyTrials = problem('too-many-trials', 409, 'You have booked as many trials as you may for now')
export const tooManyHolds = problem(
  'too-many-holds',
  409,
  'You hold as many slots as you may; pay for or cancel one first',
)
export const ownOffer = problem('own-offer', 409, 'You cannot book your own offer')
export const holdExpired = problem('hold-expired', 409, 'The slot is no longer held for you')
export const notCancellable = problem('not-cancellable', 409, 'This booking can no longer be cancelled')
export const notCompletable = problem('not-completable', 409, 'This session cannot be confirmed yet, or was already')

const bookingExample = { params: { id: '0199f1de-6a00-7000-8000-000000000001' } }

/** Also answered through a quote, so declared by both services: see `coaches.ts`. */
export const offerNotFound = problem('offer-not-found', 404, 'There is no such offer')
export const notBookable = problem('not-bookable', 409, 'That time cannot be booked')

export const createBooking = route('createBooking', {
  method: 'POST',
  path: '/bookings',
  access: 'player',
  summary: 'Hold a slot for 15 minutes, to be confirmed by payment',
  description:
    'Every time that `GET /coaches/{id}/slots` lists can be booked, and no other. ' +
    'An offer with `bookingMode: "request"` is asked for instead: paying authorises the card, and the coach accepts or not.',
  idempotent: true,
  body: Shape({ offerId: Id, startsAt: Instant }),
  status: 201,
  reply: BookingRecord,
  problems: [
    offerNotFound,
    notBookable,
    slotTaken,
    playerBusy,
    tooManyHolds,
    tooManyOpenRequests,
    trialUsed,
    tooManyTrials,
    ownOffer,
  ],
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
  summary: 'Cancel a booking, withdraw a request or let go of a hold; `cancelEffect` tells the refund beforehand',
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

export const bookingHeld = event('booking.held', BookingRecord, 'A slot is held')
export const bookingConfirmed = event('booking.confirmed', BookingRecord, 'Paid and confirmed')
export const bookingRequested = event('booking.requested', BookingRecord, 'A player asks; the card is authorised')
export const bookingAccepted = event(
  'booking.accepted',
  BookingRecord,
  'A request is accepted; the card is charged now',
)
export const bookingDeclined = event('booking.declined', BookingRecord, 'The coach declined a request')
export const bookingGroupOn = event(
  'booking.group-on',
  BookingRecord,
  'At the cut-off enough seats of the group were paid: it takes place',
)
export const bookingExpired = event(
  'booking.expired',
  BookingRecord,
  'The hold lapsed unpaid, or a request was not answered, or, accepted, could not be charged',
)
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
export const bookingRescheduleProposed = event(
  'booking.reschedule-proposed',
  BookingRecord,
  'One side proposed another time; `reschedule` says which, and until when it is kept',
)
export const bookingRescheduleDeclined = event(
  'booking.reschedule-declined',
  Shape({
    ...BookingRecord.properties,
    ended: Shape({
      ...Reschedule.properties,
      how: OneOf(['declined', 'withdrawn', 'lapsed']),
      why: Nullable(Type.String()),
    }),
  }),
  'A proposed time came to nothing: `ended.how` says whether it was declined, withdrawn or not answered. The old time stands',
)
export const bookingRescheduled = event(
  'booking.rescheduled',
  Shape({
    ...BookingRecord.properties,
    moved: Shape({
      by: Actor,
      fromStartsAt: Instant,
      fromEndsAt: Instant,
      noticeMinutes: Type.Integer({ description: 'From the proposal to the start it moves away from' }),
    }),
  }),
  'Moved: `startsAt` and `endsAt` are the new time; `moved` says who proposed it, how long before which start',
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
  Shape({ ...BookingRecord.properties, openedBy: Type.Optional(Side), answerBy: Type.Optional(Instant) }),
  'The player reported a problem, or one side contests the outcome: money is frozen. The other side answers by `answerBy`',
)
export const bookingDisputeAnswered = event(
  'booking.dispute-answered',
  Shape({ ...BookingRecord.properties, openedBy: Side, evidenceUntil: Instant }),
  'The other side answered a dispute; evidence is taken until `evidenceUntil`, then staff rule',
)
export const bookingDisputeDue = event(
  'booking.dispute-due',
  Shape({ ...BookingRecord.properties, openedBy: Side, step: OneOf(['answer', 'evidence']), until: Instant }),
  'A day is left in a dispute: for the other side to answer, or for both to give evidence',
)
export const bookingDisputeClosed = event(
  'booking.dispute-closed',
  Shape({ ...BookingRecord.properties, openedBy: Side, how: OneOf(['withdrawn', 'reschedule']) }),
  'A dispute ended and no money moved: it was taken back, or the player chooses another time. The money is no longer frozen',
)
export const bookingResolved = event(
  'booking.resolved',
  Shape({
    ...BookingRecord.properties,
    refundPercent: Type.Integer(),
    into: Type.Optional(OneOf(['card', 'credit'])),
    how: Type.Optional(OneOf(['ruled', 'accepted', 'defaulted'])),
    words: Type.Optional(Nullable(Type.String())),
  }),
  'A dispute was settled: `refundPercent` goes back (`into`: to the card unless told), the rest to the coach. `how`: by staff, by agreement, or without an answer',
)

/** Every event of a booking: what follows all of its changes subscribes to each of these. */
export const bookingEvents = [
  bookingHeld,
  bookingRequested,
  bookingAccepted,
  bookingDeclined,
  bookingConfirmed,
  bookingGroupOn,
  bookingExpired,
  bookingUnfulfilled,
  bookingCancelled,
  bookingRescheduleProposed,
  bookingRescheduleDeclined,
  bookingRescheduled,
  bookingStarted,
  bookingCompleted,
  bookingNoShow,
  bookingFailed,
  bookingSettled,
  bookingReleased,
  bookingDisputed,
  bookingDisputeAnswered,
  bookingDisputeDue,
  bookingDisputeClosed,
  bookingResolved,
] as const
