/** What coach-service promises of external calendars: feeds of other calendars that take time out of a coach's hours. */
import { type Static, Type } from 'typebox'
import { coachService } from './coaches.ts'
import { Nothing, problem, Shape } from './define.ts'
import { ById, Id, Instant, Nullable } from './vocabulary.ts'

const { route, event } = coachService

const CalendarName = Type.String({ minLength: 1, maxLength: 60, pattern: '^\\S(.*\\S)?$' })

/** An external calendar as its coach sees it. The whole address is a secret of the coach's, and is never shown again. */
export const ExternalCalendar = Shape({
  id: Id,
  name: CalendarName,
  host: Type.String({ description: 'Where it is fetched from' }),
  paused: Type.Boolean({ description: 'Not fetched, and takes no time' }),
  createdAt: Instant,
  lastTryAt: Nullable(Instant),
  lastSyncAt: Nullable(Instant),
  nextSyncAt: Nullable(
    Type.String({ ...Instant, description: 'When it is fetched next; in the past while it is being fetched' }),
  ),
  lastError: Nullable(Type.String({ description: 'Why the last try failed; the times of the last sync still hold' })),
  failures: Type.Integer({ description: 'Tries that failed since the last sync' }),
  eventCount: Type.Integer({ description: 'Events that take time from the last sync on, repetitions counted' }),
  unreadCount: Type.Integer({ description: 'Events that could not be understood, and take no time' }),
})
export type ExternalCalendar = Static<typeof ExternalCalendar>

/** How many a coach may have. */
export const maxExternalCalendars = 10

export const calendarNotFound = problem('calendar-not-found', 404, 'There is no such calendar')
export const badCalendarAddress = problem('bad-calendar-address', 422, 'That is not an address of a calendar feed')
export const calendarKnown = problem('calendar-known', 409, 'You have added that calendar already')
export const tooManyCalendars = problem('too-many-calendars', 409, `You have ${maxExternalCalendars} calendars already`)

export const listExternalCalendars = route('listExternalCalendars', {
  method: 'GET',
  path: '/coaches/me/calendars',
  access: 'coach',
  summary: 'Your external calendars, oldest first',
  reply: Shape({ items: Type.Array(ExternalCalendar) }),
})

export const addExternalCalendar = route('addExternalCalendar', {
  method: 'POST',
  path: '/coaches/me/calendars',
  access: 'coach',
  summary: 'Add an external calendar by the address of its iCalendar feed',
  description:
    'It is fetched right after, and then about every ten minutes. Its events take time out of your hours; sessions of ours in it do not.',
  body: Shape({ url: Type.String({ minLength: 8, maxLength: 2000 }), name: CalendarName }),
  status: 201,
  reply: ExternalCalendar,
  problems: [badCalendarAddress, calendarKnown, tooManyCalendars],
  limit: { max: 20, windowSeconds: 600 },
  example: { body: { url: 'https://calendar.example.com/private-4f1c/basic.ics', name: 'Family' } },
})

export const updateExternalCalendar = route('updateExternalCalendar', {
  method: 'PATCH',
  path: '/coaches/me/calendars/:id',
  access: 'coach',
  summary: 'Rename an external calendar, pause it, or go on with it; while paused it takes no time',
  params: ById,
  body: Shape({ name: Type.Optional(CalendarName), paused: Type.Optional(Type.Boolean()) }),
  reply: ExternalCalendar,
  problems: [calendarNotFound],
})

export const deleteExternalCalendar = route('deleteExternalCalendar', {
  method: 'DELETE',
  path: '/coaches/me/calendars/:id',
  access: 'coach',
  summary: 'Forget an external calendar and the times it took',
  params: ById,
  status: 204,
  reply: Nothing,
  problems: [calendarNotFound],
})

export const syncExternalCalendar = route('syncExternalCalendar', {
  method: 'POST',
  path: '/coaches/me/calendars/:id/sync',
  access: 'coach',
  summary: 'Fetch an external calendar now; `lastTryAt` moves when it was',
  params: ById,
  status: 202,
  reply: ExternalCalendar,
  problems: [calendarNotFound],
  limit: { max: 12, windowSeconds: 600 },
})

export const externalCalendarFailing = event(
  'external-calendar.failing',
  Shape({ coachId: Id, calendarId: Id, name: Type.String(), error: Type.String(), lastSyncAt: Nullable(Instant) }),
  'An external calendar could not be fetched several times in a row; told once until it can be again',
)
