/** What coach-service promises about a coach's time beside the weekly hours: time off, a pause, the calendar, explanations. */
import { type Static, Type } from 'typebox'
import { offerNotFound } from './bookings.ts'
import { coachService } from './coaches.ts'
import { Nothing, problem, Shape } from './define.ts'
import { BookingTime } from './hours.ts'
import { ById, Id, Instant, LocalDate, Nullable, OneOf, ZoneName } from './vocabulary.ts'

const { route } = coachService

const Note = Type.String({ maxLength: 200 })

/** Time off: whole dates on the coach's clock, both included, or from one instant to another; the other pair is null. */
export const TimeOff = Shape({
  id: Id,
  firstDate: Nullable(LocalDate),
  lastDate: Nullable(LocalDate),
  startsAt: Nullable(Instant),
  endsAt: Nullable(Instant),
  note: Note,
})
export type TimeOff = Static<typeof TimeOff>

/** Why a time is or is not offered; the first that lasts longest of several. */
export const SlotReason = OneOf([
  'offered',
  'outside-hours',
  'off-grid',
  'busy',
  'too-soon',
  'past',
  'paused',
  'time-off',
  'beyond-horizon',
  'day-full',
  'week-full',
  'outside-range',
])

/** What takes a coach's time: a booking, a group date, an entry of another calendar, time off. */
export const TakenSource = OneOf(['booking', 'group', 'external', 'time-off'])

/** A stretch of time that a coach is not free, without buffers. `bookingId` and `note` are null where there is none. */
export const Taken = Shape({
  startsAt: Instant,
  endsAt: Instant,
  source: TakenSource,
  bookingId: Nullable(Id),
  note: Nullable(Type.String()),
})
export type Taken = Static<typeof Taken>

export const badTimeOff = problem('bad-time-off', 422, 'This time off is not valid')
export const timeOffNotFound = problem('time-off-not-found', 404, 'There is no such time off')
export const badReturnDate = problem('bad-return-date', 422, 'The return date must be after today and within a year')

export const listTimeOff = route('listTimeOff', {
  method: 'GET',
  path: '/coaches/me/time-off',
  access: 'coach',
  summary: 'Your time off, earliest first, at most 100; what ended 30 days ago is gone',
  reply: Shape({ items: Type.Array(TimeOff) }),
})

export const addTimeOff = route('addTimeOff', {
  method: 'POST',
  path: '/coaches/me/time-off',
  access: 'coach',
  summary: 'Take time off; nothing is offered then',
  description:
    'Either `firstDate` and `lastDate` on your own clock, or `startsAt` and `endsAt`. Bookings stay; `bookingsInside` has those that lie in it.',
  idempotent: true,
  body: Shape({
    firstDate: Type.Optional(LocalDate),
    lastDate: Type.Optional(LocalDate),
    startsAt: Type.Optional(Instant),
    endsAt: Type.Optional(Instant),
    note: Type.Optional(Note),
  }),
  status: 201,
  reply: Shape({ ...TimeOff.properties, bookingsInside: Type.Array(BookingTime, { maxItems: 100 }) }),
  problems: [badTimeOff],
  example: { body: { firstDate: '2027-08-02', lastDate: '2027-08-15', note: 'Summer holiday' } },
})

export const removeTimeOff = route('removeTimeOff', {
  method: 'DELETE',
  path: '/coaches/me/time-off/:id',
  access: 'coach',
  summary: 'Be there after all',
  params: ById,
  status: 204,
  reply: Nothing,
  problems: [timeOffNotFound],
})

const Pause = Shape({ returnsOn: LocalDate, pausedUntil: Instant })

export const pauseCoach = route('pauseCoach', {
  method: 'PUT',
  path: '/coaches/me/pause',
  access: 'coach',
  summary: 'Pause: no slots and not in search until the return date begins on your clock; bookings stay',
  body: Shape({ returnsOn: LocalDate }),
  reply: Pause,
  problems: [badReturnDate],
  example: { body: { returnsOn: '2027-04-01' } },
})

export const resumeCoach = route('resumeCoach', {
  method: 'DELETE',
  path: '/coaches/me/pause',
  access: 'coach',
  summary: 'End the pause now',
  status: 204,
  reply: Nothing,
})

export const explainSlot = route('explainSlot', {
  method: 'GET',
  path: '/coaches/me/slots/explain',
  access: 'coach',
  summary: 'Why one of your offers is or is not offered at a time',
  query: Shape({ offerId: Id, startsAt: Instant }),
  reply: Shape({
    offered: Type.Boolean(),
    reason: SlotReason,
    text: Type.String({ description: 'English, on your clock' }),
  }),
  problems: [offerNotFound],
  limit: { max: 240, windowSeconds: 60 },
})

export const getCalendar = route('getCalendar', {
  method: 'GET',
  path: '/coaches/me/calendar',
  access: 'coach',
  summary: 'Your open windows, what takes your time, and the free starts of your offers; at most 42 days at once',
  description:
    '`open` is after overrides and time off. `free` has the ten oldest offers on sale, or the one that `offerId` names, also off sale.',
  query: Shape({ from: Instant, to: Instant, offerId: Type.Optional(Id) }),
  reply: Shape({
    zone: ZoneName,
    pausedUntil: Nullable(Instant),
    open: Type.Array(Shape({ startsAt: Instant, endsAt: Instant })),
    taken: Type.Array(Taken),
    free: Type.Array(Shape({ offerId: Id, durationMinutes: Type.Integer(), startsAt: Type.Array(Instant) })),
  }),
  problems: [offerNotFound],
  limit: { max: 120, windowSeconds: 60 },
})
