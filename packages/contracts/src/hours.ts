/** The fields of a coach's hours, for the contracts that hold them. */
import { type Static, Type } from 'typebox'
import { Shape } from './define.ts'
import { ClockTime, Id, Instant, LocalDate, Nullable, ZoneName } from './vocabulary.ts'

const window = { start: ClockTime, end: ClockTime }
const Weekly = Type.Array(
  Shape({ day: Type.Integer({ minimum: 0, maximum: 6, description: '0 = Sunday' }), ...window }),
  { maxItems: 70 },
)

/** What may start on a date of the coach's calendar and in its week, which begins on Monday; null is no limit. */
export const caps = {
  maxBookingsPerDay: Nullable(Type.Integer({ minimum: 1, maximum: 100 })),
  maxBookingsPerWeek: Nullable(Type.Integer({ minimum: 1, maximum: 500 })),
  maxMinutesPerDay: Nullable(Type.Integer({ minimum: 15, maximum: 24 * 60 })),
  maxMinutesPerWeek: Nullable(Type.Integer({ minimum: 15, maximum: 7 * 24 * 60 })),
}

/**
 * Clock readings in `zone`; an `end` at or before `start` goes past midnight. `offerHours` are weekly windows of single
 * offers, in the place of `weekly`; overrides hold for every offer.
 */
export const hoursFields = {
  zone: ZoneName,
  weekly: Weekly,
  overrides: Type.Array(Shape({ date: LocalDate, windows: Type.Array(Shape(window), { maxItems: 10 }) }), {
    maxItems: 400,
  }),
  stepMinutes: Type.Integer({ minimum: 5, maximum: 240 }),
  bufferBeforeMinutes: oneOfMinutes([0, 5, 10, 15, 30]),
  bufferAfterMinutes: oneOfMinutes([0, 5, 10, 15, 30]),
  minNoticeMinutes: Type.Integer({ minimum: 15, maximum: 72 * 60 }),
  horizonDays: Type.Integer({ minimum: 1, maximum: 60 }),
  ...caps,
  offerHours: Type.Array(Shape({ offerId: Id, weekly: Weekly }), { maxItems: 50 }),
}

function oneOfMinutes(minutes: readonly number[]) {
  return Type.Integer({ enum: [...minutes], description: `One of ${minutes.join(', ')} minutes` })
}

/** An upcoming booking, by when it is. */
export const BookingTime = Shape({ bookingId: Id, startsAt: Instant, endsAt: Instant })
export type BookingTime = Static<typeof BookingTime>
