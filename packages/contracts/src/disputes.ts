/** What session-service promises for disputes: a player reports a problem, staff see it and settle it. */
import { Type } from 'typebox'
import { Actor, BookingRecord, bookingNotFound, sessionService } from './bookings.ts'
import { problem, Shape } from './define.ts'
import { Outcome } from './outcomes.ts'
import { ById, Nullable, Page, PersonCard, pageQuery } from './vocabulary.ts'

const { route } = sessionService

export const notReportable = problem(
  'not-reportable',
  409,
  'A problem can be reported from the start until the money is released',
)
export const notDisputed = problem('not-disputed', 409, 'There is no open dispute on this booking')

const bookingExample = { params: { id: '0199f1de-6a00-7000-8000-000000000001' } }

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
