import {
  bookingCancelled,
  bookingConfirmed,
  bookingExpired,
  bookingHeld,
  bookingUnfulfilled,
  cancelBooking,
  createBooking,
  getBookingRecord,
  listBookings,
  notBookable,
  ownOffer,
  playerBusy,
  slotTaken,
  tooManyHolds,
} from '@ecc/contracts/bookings'
import { type DateQuote } from '@ecc/contracts/date-quotes'
import type { ProblemError } from '@ecc/contracts/define'
import { confirmPaidOrder, getOrderRecord } from '@ecc/contracts/orders'
import {
  createSeries,
  getSeries,
  quoteSeries,
  seriesConfirmed,
  seriesNotBookable,
  seriesNotFound,
  seriesTooLong,
  seriesUnfulfilled,
} from '@ecc/contracts/series'
import type { Caller } from '@ecc/kit'
import { aCoach, anId, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
beforeEach(async () => {
  t = await sessionService()
})
afterEach(() => t.close())

const weeks = ['2027-03-02T10:00', '2027-03-09T10:00', '2027-03-16T10:00'].map(at)
const hold = (player: Caller, offer = t.offer(), startsAt = weeks) =>
  t.call(createSeries, { body: { offerId: offer.offerId, startsAt } }, { as: player })
const pay = (id: string) => t.call(confirmPaidOrder, { params: { id }, body: { paymentId: anId() } })
const datesOf = (error: unknown) => (error as ProblemError).extra as { dates: { startsAt: string; code: string }[] }
const problemOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  )

describe('holding a series', () => {
  it('holds all dates in one order for 15 minutes', async () => {
    const player = aPlayer()
    const series = await hold(player)
    expect(series).toMatchObject({ state: 'held', price: { amount: 9_000, currency: 'EUR' } })
    expect(series.bookings.map(({ startsAt, state }) => [startsAt, state])).toEqual(
      weeks.map((start) => [start, 'held']),
    )
    expect(new Set(series.bookings.map(({ orderId, orderKind }) => `${orderKind} ${orderId}`))).toEqual(
      new Set([`series ${series.id}`]),
    )
    expect(await t.emitted(bookingHeld)).toHaveLength(3)
    const order = await t.call(getOrderRecord, { params: { id: series.id } })
    expect(order).toMatchObject({
      kind: 'series',
      state: 'payable',
      price: series.price,
      payableUntil: series.holdExpiresAt,
    })
  })

  it('holds none when one date is taken or the player is busy, and says of each why', async () => {
    const player = aPlayer()
    const offer = t.offer()
    await t.hold(aPlayer(), { offer, startsAt: weeks[1] as string })
    await t.hold(player, { startsAt: weeks[2] as string })
    const error = await problemOf(hold(player, offer))
    expect(seriesNotBookable.is(error)).toBe(true)
    expect(datesOf(error).dates).toMatchObject([
      { startsAt: weeks[1], code: slotTaken().code },
      { startsAt: weeks[2], code: playerBusy().code },
    ])
    const { items } = await t.call(listBookings, { query: { as: 'player' } }, { as: player })
    expect(items).toHaveLength(1)
    expect(await t.emitted(bookingHeld)).toHaveLength(2)
  })

  it('counts as one of the three holds of a player', async () => {
    const player = aPlayer()
    await hold(player)
    for (const hour of ['14', '16']) await t.hold(player, { startsAt: at(`2027-03-02T${hour}:00`) })
    await expect(hold(player, t.offer(), [at('2027-04-02T10:00'), at('2027-04-09T10:00')])).rejects.toSatisfy(
      tooManyHolds.is,
    )
  })

  it('is of single sessions of others, from 2 dates to as many as a series may have', async () => {
    const coach = aCoach()
    await expect(hold(coach, t.offer({ coachId: coach.userId }))).rejects.toSatisfy(ownOffer.is)
    await expect(hold(aPlayer(), t.offer({ kind: 'trial' }))).rejects.toSatisfy(notBookable.is)
    const asked = problemOf(hold(aPlayer(), t.offer({ bookingMode: 'request' })))
    expect(await asked).toMatchObject({ code: 'not-bookable', extra: { reason: 'on-request' } })
    await expect(hold(aPlayer(), t.offer(), weeks.slice(0, 1))).rejects.toMatchObject({ status: 400 })
    const many = Array.from({ length: 13 }, (_, i) => new Date(Date.UTC(2027, 2, 2 + i * 7, 10)).toISOString())
    await expect(hold(aPlayer(), t.offer(), many)).rejects.toSatisfy(seriesTooLong.is)
  })

  it('is won whole by one of twenty who want overlapping dates at once, in whatever order they ask', async () => {
    const offer = t.offer()
    const wanted = Array.from({ length: 20 }, (_, i) => hold(aPlayer(), offer, i % 2 ? weeks : weeks.toReversed()))
    const results = await Promise.allSettled(wanted)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results) if (result.status === 'rejected') expect(datesOf(result.reason).dates).toHaveLength(3)
    const { held } = await t.sql.one<{ held: number }>`select count(*)::int as held from bookings`
    expect(held).toBe(3)
  })

  it('gives a lapsed series away to who wants one of its dates, and the other dates are free too', async () => {
    const offer = t.offer()
    const lapsed = await hold(aPlayer(), offer)
    t.skipTime(16)
    await t.hold(aPlayer(), { offer, startsAt: weeks[1] as string })
    await t.settle()
    const states = await t.sql`select state from bookings where order_id = ${lapsed.id}`
    expect(states).toEqual(Array(3).fill({ state: 'expired' }))
  })
})

describe('an unpaid series', () => {
  it('lapses as a whole', async () => {
    const series = await hold(aPlayer())
    await t.clock.advance({ minutes: 16 })
    expect(await t.emitted(bookingExpired)).toHaveLength(3)
    expect(await t.call(getOrderRecord, { params: { id: series.id } })).toMatchObject({ state: 'ended' })
  })

  it('goes as a whole when one date of it is let go of', async () => {
    const player = aPlayer()
    const series = await hold(player)
    const { id } = series.bookings[1] as { id: string }
    await t.call(cancelBooking, { params: { id }, body: {} }, { as: player })
    await t.settle()
    expect(await t.emitted(bookingCancelled)).toHaveLength(3)
    expect(await pay(series.id)).toEqual({ confirmed: false })
    expect(await t.emitted(seriesUnfulfilled)).toHaveLength(1)
  })

  it('is there for its player only', async () => {
    const player = aPlayer()
    const { id } = await hold(player)
    expect(await t.call(getSeries, { params: { id } }, { as: player })).toMatchObject({ id, state: 'held' })
    await expect(t.call(getSeries, { params: { id } }, { as: aPlayer() })).rejects.toSatisfy(seriesNotFound.is)
  })
})

describe('a paid series', () => {
  it('has all dates confirmed, told of once as a whole', async () => {
    const series = await hold(aPlayer())
    for (let i = 0; i < 2; i++) expect(await pay(series.id)).toEqual({ confirmed: true })
    expect(await t.emitted(bookingConfirmed)).toHaveLength(3)
    expect(await t.emitted(seriesConfirmed)).toMatchObject([{ id: series.id, state: 'confirmed' }])
    expect((await t.emitted(seriesConfirmed))[0]?.bookings).toHaveLength(3)
  })

  it('is confirmed late when all of its times are still free', async () => {
    const series = await hold(aPlayer())
    await t.clock.advance({ minutes: 20 })
    expect(await pay(series.id)).toEqual({ confirmed: true })
    expect(await t.emitted(bookingConfirmed)).toHaveLength(3)
  })

  it('is confirmed in no part when one time was sold meanwhile: all of it is to be refunded', async () => {
    const offer = t.offer()
    const series = await hold(aPlayer(), offer)
    await t.clock.advance({ minutes: 20 })
    await t.confirm(aPlayer(), { offer, startsAt: weeks[2] as string })
    for (let i = 0; i < 2; i++) expect(await pay(series.id)).toEqual({ confirmed: false })
    expect(await t.emitted(seriesUnfulfilled)).toHaveLength(1)
    expect(await t.emitted(bookingUnfulfilled)).toEqual([])
    const states = await t.sql`select distinct state from bookings where order_id = ${series.id}`
    expect(states).toEqual([{ state: 'expired' }])
  })

  it('has its sessions started one by one, and each is cancelled by itself', async () => {
    const player = aPlayer()
    const series = await hold(player)
    await pay(series.id)
    const [first, second] = series.bookings.map(({ id }) => ({ id })) as [{ id: string }, { id: string }]
    await t.call(cancelBooking, { params: { id: second.id }, body: {} }, { as: player })
    await t.clock.set('2027-03-02T10:01:00Z')
    await t.settle()
    expect(await t.call(getBookingRecord, { params: { id: first.id } })).toMatchObject({ state: 'in_progress' })
    const states = await t.sql`select state from bookings where order_id = ${series.id} order by starts_at`
    expect(states.map(({ state }) => state)).toEqual(['in_progress', 'cancelled', 'confirmed'])
  })
})

describe('POST /series/quotes', () => {
  it('answers each date as the coach’s side has it, and where the player is busy', async () => {
    const player = aPlayer()
    const coachId = anId()
    const dates = weeks.map(
      (startsAt, i): DateQuote => ({
        date: startsAt.slice(0, 10),
        clock: '10:00',
        startsAt,
        endsAt: startsAt.replace('T10', 'T11'),
        bookable: i !== 2,
        reason: i === 2 ? 'busy' : null,
        text: i === 2 ? 'Not free.' : null,
        alternatives: [],
      }),
    )
    await t.close()
    t = await sessionService({ dates: { coachId, items: dates } })
    await t.hold(player, { startsAt: weeks[1] as string })
    const body = { offerId: anId(), startsAt: weeks[0] as string, count: 3, everyWeeks: 1 }
    const quote = await t.call(quoteSeries, { body }, { as: player })
    expect(quote.items.map(({ bookable, reason }) => [bookable, reason])).toEqual([
      [true, null],
      [false, playerBusy().code],
      [false, 'busy'],
    ])
    expect(quote.price).toEqual({ amount: 3_000, currency: 'EUR' })
  })
})

it('a date of a series is never sold twice: a single hold and a series race for it', async () => {
  const offer = t.offer()
  const attempts = Array.from({ length: 12 }, (_, i) =>
    i % 2
      ? hold(aPlayer(), offer)
      : t.call(createBooking, { body: { offerId: offer.offerId, startsAt: weeks[1] as string } }, { as: aPlayer() }),
  )
  const results = await Promise.allSettled(attempts)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of results)
    if (result.status === 'rejected')
      expect(seriesNotBookable.is(result.reason) || slotTaken.is(result.reason)).toBe(true)
})
