/** What session-service promises of moving a booking: one side proposes another time, the other agrees or not. */
import { Type } from 'typebox'
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
import { afterPackage } from './packages.ts'
import { ById, Instant } from './vocabulary.ts'

const { route } = sessionService
const example = { params: { id: '0199f1de-6a00-7000-8000-000000000001' } }

export const notReschedulable = problem('not-reschedulable', 409, 'This booking cannot be moved now')
export const noProposal = problem('no-proposal', 409, 'No new time is waiting for your decision')

export const proposeReschedule = route('proposeReschedule', {
  method: 'POST',
  path: '/bookings/:id/reschedule',
  access: 'self',
  summary: 'Ask the other side for another time; `rescheduleEffect` tells beforehand whether that is possible',
  description:
    'The old time stands until the other side accepts, and both times are kept free for this booking. A player chooses among the slots on offer, a coach any free time of theirs. Staff move a booking at once.',
  idempotent: true,
  params: ById,
  body: Shape({ startsAt: Instant, reason: Type.Optional(Type.String({ maxLength: 500 })) }),
  reply: BookingRecord,
  problems: [bookingNotFound, notReschedulable, afterPackage, notBookable, offerNotFound, slotTaken, playerBusy],
  limit: { max: 20, windowSeconds: 3600 },
  example: { ...example, body: { startsAt: '2027-03-15T17:00:00Z' } },
})

export const acceptReschedule = route('acceptReschedule', {
  method: 'POST',
  path: '/bookings/:id/reschedule/accept',
  access: 'self',
  summary: 'Agree to the proposed time: the booking moves, with the same payment, price and terms',
  description:
    '`startsAt` names the time that is agreed to; a proposal that was changed meanwhile is not accepted unseen.',
  idempotent: true,
  params: ById,
  body: Shape({ startsAt: Instant }),
  reply: BookingRecord,
  problems: [bookingNotFound, noProposal, afterPackage],
  example: { ...example, body: { startsAt: '2027-03-15T17:00:00Z' } },
})

export const declineReschedule = route('declineReschedule', {
  method: 'POST',
  path: '/bookings/:id/reschedule/decline',
  access: 'self',
  summary: 'Refuse the proposed time; the old one stands',
  idempotent: true,
  params: ById,
  body: Shape({ reason: Type.Optional(Type.String({ maxLength: 500 })) }),
  reply: BookingRecord,
  problems: [bookingNotFound, noProposal],
  example,
})

export const withdrawReschedule = route('withdrawReschedule', {
  method: 'POST',
  path: '/bookings/:id/reschedule/withdraw',
  access: 'self',
  summary: 'Take your own proposal back; the old time stands',
  idempotent: true,
  params: ById,
  body: Shape({}),
  reply: BookingRecord,
  problems: [bookingNotFound, noProposal],
  example,
})
