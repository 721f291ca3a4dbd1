/** What session-service promises of requests: a coach answers a player who asked for a time. */
import { Type } from 'typebox'
import { BookingRecord, bookingNotFound, notBookable, playerBusy, sessionService, slotTaken } from './bookings.ts'
import { problem, Shape } from './define.ts'
import { ById } from './vocabulary.ts'

const { route } = sessionService
const example = { params: { id: '0199f1de-6a00-7000-8000-000000000001' } }

export const notRequested = problem('not-requested', 409, 'This request is no longer open')

export const acceptRequest = route('acceptRequest', {
  method: 'POST',
  path: '/bookings/:id/accept',
  access: 'coach',
  summary: 'Accept a request: the time is taken at once, and the player is charged',
  description:
    'Several may ask for the same time; the first one accepted has it. The booking is `confirmed` when the charge went through.',
  idempotent: true,
  params: ById,
  body: Shape({}),
  reply: BookingRecord,
  problems: [bookingNotFound, notRequested, slotTaken, playerBusy, notBookable],
  example,
})

export const declineRequest = route('declineRequest', {
  method: 'POST',
  path: '/bookings/:id/decline',
  access: 'coach',
  summary: 'Decline a request: nothing is charged, and the player is told why',
  idempotent: true,
  params: ById,
  body: Shape({ reason: Type.Optional(Type.String({ maxLength: 500 })) }),
  reply: BookingRecord,
  problems: [bookingNotFound, notRequested],
  example,
})
