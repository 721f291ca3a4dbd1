/** What notification-service promises of calendar feeds: a person's sessions at an address a calendar program subscribes to. */
import { type Static, Type } from 'typebox'
import { Nothing, Shape } from './define.ts'
import { notificationService } from './notifications.ts'
import { Instant, Nullable } from './vocabulary.ts'

const { route } = notificationService

/**
 * What the UID of every calendar entry of ours ends with: mailed, downloaded or in a feed, a session has one UID. By it
 * an external calendar that a session was put into is kept from blocking that session's own time.
 */
export const calendarUidDomain = 'esportcoachconnect'

/** A person's feed. Its address is told once, when it is made: only a hash of it is kept. */
export const CalendarFeed = Shape({
  createdAt: Instant,
  lastReadAt: Nullable(Instant),
})
export type CalendarFeed = Static<typeof CalendarFeed>

/** A feed with its address, at the one time it is told. */
export const NewCalendarFeed = Shape({ ...CalendarFeed.properties, url: Type.String() })
export type NewCalendarFeed = Static<typeof NewCalendarFeed>

export const getCalendarFeed = route('getCalendarFeed', {
  method: 'GET',
  path: '/calendar-feed',
  access: 'self',
  summary: 'Whether you have a calendar feed, and when it was last read',
  reply: Shape({ feed: Nullable(CalendarFeed) }),
})

export const createCalendarFeed = route('createCalendarFeed', {
  method: 'POST',
  path: '/calendar-feed',
  access: 'self',
  summary: 'Make a calendar feed, or give it a new address',
  description: 'The address is told here and never again. One that was there before ends at once.',
  status: 201,
  body: Shape({}),
  reply: NewCalendarFeed,
  limit: { max: 10, windowSeconds: 600 },
})

export const revokeCalendarFeed = route('revokeCalendarFeed', {
  method: 'DELETE',
  path: '/calendar-feed',
  access: 'self',
  summary: 'End your calendar feed: its address answers 404 from now on',
  status: 204,
  reply: Nothing,
})

export const readCalendarFeed = route('readCalendarFeed', {
  method: 'GET',
  path: '/calendar-feeds/:token.ics',
  access: 'public',
  summary: 'Your sessions as player and coach, as iCalendar (RFC 5545), from 90 days ago to a year ahead',
  description:
    'Whoever has the address may read it. Cancelled sessions stay for 30 days as STATUS:CANCELLED. Answers 304 to a matching `If-None-Match`.',
  params: Shape({ token: Type.String({ maxLength: 100 }) }),
  reply: Type.Any(),
  rawReply: 'text/calendar',
  // Counted by address, and the big calendar providers read the feeds of many people from few addresses.
  limit: { max: 600, windowSeconds: 60 },
})
