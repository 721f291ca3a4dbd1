/** What coach-service tells session-service of dates that repeat: the same time on the coach's clock, week after week. */
import { type Static, Type } from 'typebox'
import { notBookable, offerNotFound } from './bookings.ts'
import { coachService, Slot } from './coaches.ts'
import { Shape } from './define.ts'
import { ClockTime, Id, Instant, LocalDate, Money, Nullable, ZoneName } from './vocabulary.ts'

const { route } = coachService

/** The fewest and the most sessions that a series may ever have; the policy says how many it may have now. */
export const seriesLength = { least: 2, most: 26 } as const

/** Which dates are asked about: from the first on, every week or every second one. */
export const DateRule = Shape({
  offerId: Id,
  startsAt: Instant,
  count: Type.Integer({ minimum: seriesLength.least, maximum: seriesLength.most }),
  everyWeeks: Type.Integer({ minimum: 1, maximum: 2 }),
})
export type DateRule = Static<typeof DateRule>

/**
 * A date of a series on the coach's clock. `startsAt` is null where a clock change leaves that reading out. `alternatives`
 * are the free times nearest to it, when it cannot be booked.
 */
export const DateQuote = Shape({
  date: LocalDate,
  clock: ClockTime,
  startsAt: Nullable(Instant),
  endsAt: Nullable(Instant),
  bookable: Type.Boolean(),
  reason: Nullable(Type.String()),
  text: Nullable(Type.String()),
  alternatives: Type.Array(Slot, { maxItems: 3 }),
})
export type DateQuote = Static<typeof DateQuote>

export const quoteDates = route('quoteDates', {
  method: 'POST',
  path: '/internal/date-quotes',
  access: 'service',
  summary: 'Whether each of several dates could be booked, as far as the coach is concerned',
  body: DateRule,
  reply: Shape({
    coachId: Id,
    coachZone: ZoneName,
    durationMinutes: Type.Integer(),
    price: Money,
    items: Type.Array(DateQuote),
  }),
  problems: [offerNotFound, notBookable],
})
