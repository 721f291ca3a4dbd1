/** What notification-service promises: notices in the app, live over `/ws`; mail goes out by itself. */
import { type Static, Type } from 'typebox'
import { BookingState, bookingNotFound } from './bookings.ts'
import { Nothing, Shape, service } from './define.ts'
import { ById, Id, Instant, Nullable, OneOf, Page, pageQuery } from './vocabulary.ts'

/** The service, for the contracts of its other subjects. */
export const notificationService = service({
  name: 'notification-service',
  port: 3008,
  summary: 'E-mail, calendar files and feeds, notices in the app',
})
const { route } = notificationService

/** A notice in the app. `link` is a path of the web app. */
export const Notice = Shape({
  id: Id,
  kind: OneOf(['booking', 'payment', 'reminder', 'rating', 'coach', 'account']),
  title: Type.String(),
  body: Type.String(),
  link: Nullable(Type.String()),
  createdAt: Instant,
  readAt: Nullable(Instant),
})
export type Notice = Static<typeof Notice>

export const listNotices = route('listNotices', {
  method: 'GET',
  path: '/notifications',
  access: 'self',
  summary: 'Your notices, newest first',
  query: Shape(pageQuery),
  reply: Page(Notice, { unread: Type.Integer() }),
})

export const readNotices = route('readNotices', {
  method: 'POST',
  path: '/notifications/read',
  access: 'self',
  summary: 'Mark notices as read; all of them without `ids`',
  body: Shape({ ids: Type.Optional(Type.Array(Id, { maxItems: 100 })) }),
  status: 204,
  reply: Nothing,
})

export const getBookingCalendar = route('getBookingCalendar', {
  method: 'GET',
  path: '/bookings/:id/calendar.ics',
  access: 'self',
  summary: 'The session as an iCalendar file (RFC 5545)',
  params: ById,
  reply: Type.Any(),
  rawReply: 'text/calendar',
  problems: [bookingNotFound],
})

export const showMailbox = route('showMailbox', {
  method: 'GET',
  path: '/dev/mailbox',
  access: 'public',
  summary: 'Mail that would have been sent, newest first; only while no SMTP server is set, never in production',
  query: Shape({
    to: Type.Optional(Type.String({ maxLength: 254 })),
    id: Type.Optional(Id),
    as: Type.Optional(OneOf(['html', 'text', 'ics', 'json'])),
  }),
  reply: Type.Any(),
  rawReply: 'text/html',
  development: true,
})

/** What the server sends over `/ws`. */
export const LiveMessage = Type.Union([
  Shape({ type: Type.Literal('ready') }),
  Shape({ type: Type.Literal('notice'), notice: Notice }),
  Shape({ type: Type.Literal('booking'), bookingId: Id, state: BookingState }),
])
export type LiveMessage = Static<typeof LiveMessage>
