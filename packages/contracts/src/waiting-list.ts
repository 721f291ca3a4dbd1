/** What session-service promises players who wait for a time on a full day. */
import { type Static, Type } from 'typebox'
import { BookingRecord, offerNotFound, ownOffer, sessionService } from './bookings.ts'
import { coachNotFound } from './coaches.ts'
import { Nothing, problem, Shape } from './define.ts'
import { mostWaits } from './policies.ts'
import { ById, Id, Instant, Nullable, OneOf, PersonCard } from './vocabulary.ts'

const { route, event } = sessionService

/**
 * Where a place on a waiting list stands. `offered`: a time is held for the player; `booked`: they paid for it; `passed`:
 * they let it go; `left`: they left the list; `over`: nothing came free in time.
 */
export const WaitingState = OneOf(['waiting', 'offered', 'booked', 'passed', 'left', 'over'])

/** A player's place on the waiting list of a coach's day. `from` and `to` are the day as the player sees it. */
export const Waiting = Shape({
  id: Id,
  coach: PersonCard,
  offerId: Id,
  offerTitle: Type.String(),
  from: Instant,
  to: Instant,
  state: WaitingState,
  ahead: Type.Integer({ description: 'How many wait before you for a time on that day' }),
  offer: Nullable(Shape({ bookingId: Id, startsAt: Instant, until: Instant })),
  createdAt: Instant,
})
export type Waiting = Static<typeof Waiting>

export const timesAreFree = problem('times-are-free', 409, 'There are free times on that day; choose one')
export const dayNotBookable = problem('day-not-bookable', 422, 'A waiting list is for one day that is still to come')
export const tooManyWaits = problem(
  'too-many-waits',
  409,
  'You wait for as many days as you may; leave one of them first',
)
export const waitingNotFound = problem('waiting-not-found', 404, 'There is no such place on a waiting list')

const example = {
  body: {
    coachId: '0199f1de-6a00-7000-8000-000000000002',
    offerId: '0199f1de-6a00-7000-8000-000000000003',
    from: '2027-03-14T00:00:00Z',
    to: '2027-03-15T00:00:00Z',
  },
}

export const joinWaitingList = route('joinWaitingList', {
  method: 'POST',
  path: '/waiting-list',
  access: 'player',
  summary: 'Wait for a time on a full day of a coach',
  description:
    'A time that comes free is held for 15 minutes for the one who waits longest, then for the next. ' +
    'Joining again for the same day answers the place already taken.',
  body: Shape({ coachId: Id, offerId: Id, from: Instant, to: Instant }),
  status: 201,
  reply: Waiting,
  problems: [coachNotFound, offerNotFound, ownOffer, timesAreFree, dayNotBookable, tooManyWaits],
  limit: { max: 30, windowSeconds: 60 },
  example,
})

export const listWaiting = route('listWaiting', {
  method: 'GET',
  path: '/waiting-list',
  access: 'player',
  summary: 'The days you wait for, soonest first',
  reply: Shape({ items: Type.Array(Waiting, { maxItems: mostWaits }) }),
})

export const leaveWaitingList = route('leaveWaitingList', {
  method: 'DELETE',
  path: '/waiting-list/:id',
  access: 'player',
  summary: 'Give a place up; a time that is held for you stays held until its 15 minutes are over',
  params: ById,
  status: 204,
  reply: Nothing,
  problems: [waitingNotFound],
})

export const waitingOffered = event(
  'waiting-list.offered',
  Shape({ waitingId: Id, booking: BookingRecord }),
  'A time came free and is held for the one who waited longest',
)
