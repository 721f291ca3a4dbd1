/** What coach-service promises of group dates: the times a coach sets for a group offer, whose seats are then sold. */
import { type Static, Type } from 'typebox'
import { offerNotFound } from './bookings.ts'
import { coachService } from './coaches.ts'
import { Nothing, problem, Shape } from './define.ts'
import { GroupFacts, GroupStanding } from './group-terms.ts'
import { ById, Id, Instant, Nullable } from './vocabulary.ts'

const { route, event } = coachService

/** How many dates of one group offer may be ahead at once. */
export const maxDatesAhead = 20

/** A date as its coach sees it. `bookingId` is a seat of it that is taken, through which the group can be seen and cancelled. */
export const GroupDate = Shape({
  id: Id,
  offerId: Id,
  startsAt: Instant,
  endsAt: Instant,
  ...GroupStanding.properties,
  bookingId: Nullable(Id),
})
export type GroupDate = Static<typeof GroupDate>

export const notGroup = problem('not-group', 409, 'Dates are set for a group offer that is on sale')
export const dateNotFree = problem('date-not-free', 409, 'You cannot set that date')
export const tooManyDates = problem('too-many-dates', 409, `${maxDatesAhead} dates of an offer are the most at once`)
export const groupDateNotFound = problem('group-date-not-found', 404, 'There is no such date')
export const dateHasSeats = problem('date-has-seats', 409, 'Seats of this date are taken; cancel the session instead')

export const addGroupDate = route('addGroupDate', {
  method: 'POST',
  path: '/coaches/me/offers/:id/dates',
  access: 'coach',
  summary: 'Set a date for a group; its seats are on sale at once, until the cut-off or until it is full',
  description:
    'Any start on five minutes within your horizon whose cut-off is still ahead, also outside your hours. It takes your time from then on.',
  idempotent: true,
  params: ById,
  body: Shape({ startsAt: Instant }),
  status: 201,
  reply: GroupDate,
  problems: [offerNotFound, notGroup, dateNotFree, tooManyDates],
  example: { params: { id: '0199f1de-6a00-7000-8000-000000000002' }, body: { startsAt: '2027-03-14T17:00:00Z' } },
})

export const listGroupDates = route('listGroupDates', {
  method: 'GET',
  path: '/coaches/me/offers/:id/dates',
  access: 'coach',
  summary: 'The dates of a group offer that are not over, earliest first, also those called off; at most 50',
  params: ById,
  reply: Shape({ items: Type.Array(GroupDate, { maxItems: 50 }) }),
  problems: [offerNotFound],
})

export const removeGroupDate = route('removeGroupDate', {
  method: 'DELETE',
  path: '/coaches/me/group-dates/:id',
  access: 'coach',
  summary: 'Take a date back of which no seat is taken',
  params: ById,
  status: 204,
  reply: Nothing,
  problems: [groupDateNotFound, dateHasSeats],
})

export const groupDateRemoved = event(
  'group-date.removed',
  Shape({ id: Id, coachId: Id, offerId: Id, startsAt: Instant, endsAt: Instant, ...GroupFacts.properties }),
  'A coach took a date back that looked empty; a seat that was bought meanwhile is refunded in full',
)
