/** What session-service promises of series: sessions at several dates, held and paid for together, all or none. */
import { type Static, Type } from 'typebox'
import { BookingFunds } from './booking-parts.ts'
import { BookingRecord, notBookable, offerNotFound, ownOffer, sessionService, tooManyHolds } from './bookings.ts'
import { DateQuote, DateRule, seriesLength } from './date-quotes.ts'
import { problem, Shape } from './define.ts'
import { ById, Id, Instant, Money, Nullable, OneOf, PersonCard, ZoneName } from './vocabulary.ts'

const { route, event } = sessionService

/** A series, and the payload of its events. Its dates are bookings with lives of their own once it is paid. */
export const SeriesRecord = Shape({
  id: Id,
  playerId: Id,
  coachId: Id,
  offerTitle: Type.String(),
  price: Money,
  funds: Type.Optional(BookingFunds),
  state: OneOf(['held', 'confirmed', 'ended']),
  holdExpiresAt: Instant,
  createdAt: Instant,
  confirmedAt: Nullable(Instant),
  bookings: Type.Array(BookingRecord),
})
export type SeriesRecord = Static<typeof SeriesRecord>

/** A series as its player sees it. */
export const Series = Shape({ ...SeriesRecord.properties, coach: PersonCard })
export type Series = Static<typeof Series>

export const seriesNotFound = problem('series-not-found', 404, 'There is no such series')
export const seriesTooLong = problem('series-too-long', 409, 'A series may not have that many dates')
export const seriesNotBookable = problem(
  'series-not-bookable',
  409,
  'Not all of these dates can be booked, so none is held; `dates` says which and why',
)

export const quoteSeries = route('quoteSeries', {
  method: 'POST',
  path: '/series/quotes',
  access: 'player',
  summary: 'Whether each date of a series can be booked, with the nearest free times where not; nothing is held',
  description:
    'The dates keep the time on the coach’s clock across clock changes: for a viewer in another zone a session may then move ' +
    'by an hour. `price` is for the dates that can be booked.',
  body: DateRule,
  reply: Shape({
    coachZone: ZoneName,
    durationMinutes: Type.Integer(),
    singlePrice: Money,
    price: Money,
    items: Type.Array(DateQuote),
  }),
  problems: [offerNotFound, ownOffer, notBookable, seriesTooLong],
  limit: { max: 60, windowSeconds: 60 },
})

export const createSeries = route('createSeries', {
  method: 'POST',
  path: '/series',
  access: 'player',
  summary: 'Hold several dates of an offer while they are paid for, all or none, to be paid by `POST /orders/{id}/pay`',
  idempotent: true,
  body: Shape({
    offerId: Id,
    startsAt: Type.Array(Instant, { minItems: seriesLength.least, maxItems: seriesLength.most, uniqueItems: true }),
  }),
  status: 201,
  reply: SeriesRecord,
  problems: [offerNotFound, ownOffer, notBookable, seriesTooLong, seriesNotBookable, tooManyHolds],
  limit: { max: 30, windowSeconds: 60 },
  timeoutMs: 15_000,
  example: {
    body: {
      offerId: '0199f1de-6a00-7000-8000-000000000002',
      startsAt: ['2027-03-14T17:00:00Z', '2027-03-21T17:00:00Z'],
    },
  },
})

export const getSeries = route('getSeries', {
  method: 'GET',
  path: '/series/:id',
  access: 'player',
  summary: 'A series with its bookings',
  params: ById,
  reply: Series,
  problems: [seriesNotFound],
})

export const seriesConfirmed = event('series.confirmed', SeriesRecord, 'Paid: all of its dates are confirmed')
export const seriesUnfulfilled = event(
  'series.unfulfilled',
  SeriesRecord,
  'Paid after the hold lapsed and one of the slots was gone: none is confirmed, all of it is refunded',
)
