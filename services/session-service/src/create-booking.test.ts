import {
  type BookingRecord,
  bookingHeld,
  cancelBooking,
  createBooking,
  getBookingRecord,
  ownOffer,
  playerBusy,
  slotTaken,
  tooManyHolds,
  tooManyTrials,
  trialUsed,
} from '@ecc/contracts/bookings'
import type { ProblemError } from '@ecc/contracts/define'
import { keyReused } from '@ecc/contracts/problems'
import type { Caller } from '@ecc/kit'
import { aCoach, anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, sessionService, type TestedSessions } from './testing.ts'

let t: TestedSessions
beforeAll(async () => {
  t = await sessionService()
})
afterAll(() => t.close())

describe('POST /bookings', () => {
  it('holds the slot for 15 minutes and tells the others', async () => {
    const booking = await t.hold(aPlayer(), { startsAt: at('2027-03-02T10:00') })
    expect(booking).toMatchObject({
      state: 'held',
      startsAt: at('2027-03-02T10:00'),
      price: { amount: 3000, currency: 'EUR' },
    })
    expect(Date.parse(booking.holdExpiresAt) - Date.parse(booking.createdAt)).toBe(15 * 60_000)
    expect((await t.emitted(bookingHeld)).map(({ id }) => id)).toContain(booking.id)
  })

  it('refuses a slot that overlaps a held one, buffers included', async () => {
    const offer = t.offer()
    await t.hold(aPlayer(), { offer, startsAt: at('2027-03-02T10:00') })
    await expect(t.hold(aPlayer(), { offer, startsAt: at('2027-03-02T11:00') })).rejects.toSatisfy(slotTaken.is)
    await expect(t.hold(aPlayer(), { offer, startsAt: at('2027-03-02T11:15') })).resolves.toMatchObject({
      state: 'held',
    })
  })

  it('refuses a player two sessions at once, with whichever coach', async () => {
    const player = aPlayer()
    await t.hold(player, { startsAt: at('2027-03-02T10:00') })
    await expect(t.hold(player, { startsAt: at('2027-03-02T10:30') })).rejects.toSatisfy(playerBusy.is)
  })

  it('lets one of 50 buyers have the slot; the others are told it is taken', async () => {
    const offer = t.offer()
    const attempts = Array.from({ length: 50 }, () => t.hold(aPlayer(), { offer, startsAt: at('2027-03-02T10:00') }))
    const results = await Promise.allSettled(attempts)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(results.filter((result) => result.status === 'rejected' && slotTaken.is(result.reason))).toHaveLength(49)
  })

  it('refuses a fourth hold of one player', async () => {
    const player = aPlayer()
    for (const hour of ['10', '12', '14']) await t.hold(player, { startsAt: at(`2027-03-02T${hour}:00`) })
    await expect(t.hold(player, { startsAt: at('2027-03-02T16:00') })).rejects.toSatisfy(tooManyHolds.is)
  })

  it('refuses a coach their own offer', async () => {
    const coach = aCoach()
    const offer = t.offer({ coachId: coach.userId })
    await expect(t.hold(coach, { offer, startsAt: at('2027-03-02T10:00') })).rejects.toSatisfy(ownOffer.is)
  })

  it('answers a repeated Idempotency-Key with the same booking, also at the same moment', async () => {
    const player = aPlayer()
    const body = { offerId: t.offer().offerId, startsAt: at('2027-03-02T10:00') }
    const same = { as: player, idempotencyKey: anId() }
    const [first, second] = await Promise.all([
      t.call(createBooking, { body }, same),
      t.call(createBooking, { body }, same),
    ])
    const third = await t.call(createBooking, { body }, same)
    expect(second).toEqual(first)
    expect(third).toEqual(first)
  })

  it('refuses an Idempotency-Key that belongs to another request', async () => {
    const same = { as: aPlayer(), idempotencyKey: anId() }
    const { offerId } = t.offer()
    await t.call(createBooking, { body: { offerId, startsAt: at('2027-03-02T10:00') } }, same)
    const other = t.call(createBooking, { body: { offerId, startsAt: at('2027-03-02T14:00') } }, same)
    await expect(other).rejects.toSatisfy(keyReused.is)
  })

  it('gives a lapsed hold away in the transaction that wants its slot', async () => {
    const offer = t.offer()
    const first = await t.hold(aPlayer(), { offer, startsAt: at('2027-03-02T10:00') })
    t.skipTime(16)
    await expect(t.hold(aPlayer(), { offer, startsAt: at('2027-03-02T10:00') })).resolves.toMatchObject({
      state: 'held',
    })
    expect(await t.call(getBookingRecord, { params: { id: first.id } })).toMatchObject({ state: 'expired' })
  })

  it('frees the slot by itself when the hold lapses', async () => {
    const booking = await t.hold(aPlayer(), { startsAt: at('2027-03-02T10:00') })
    await t.clock.advance({ minutes: 16 })
    expect(await t.call(getBookingRecord, { params: { id: booking.id } })).toMatchObject({ state: 'expired' })
  })
})

describe('trials', () => {
  const trial = (details = {}) => t.offer({ kind: 'trial', durationMinutes: 30, ...details })
  const cancel = (player: Caller, { id }: BookingRecord) =>
    t.call(cancelBooking, { params: { id }, body: {} }, { as: player })

  it('are one with a coach, also of two asked for at the same moment; full sessions are not counted', async () => {
    const player = aPlayer()
    const offer = trial()
    const first = t.hold(player, { offer, startsAt: at('2027-03-02T10:00') })
    const second = t.hold(player, { offer, startsAt: at('2027-03-02T14:00') })
    const results = await Promise.allSettled([first, second])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(results.some((result) => result.status === 'rejected' && trialUsed.is(result.reason))).toBe(true)
    const full = t.offer({ coachId: offer.coachId })
    await expect(t.hold(player, { offer: full, startsAt: at('2027-03-02T18:00') })).resolves.toMatchObject({
      kind: 'single',
    })
  })

  it('are given back when they are cancelled, or their hold lapses', async () => {
    const player = aPlayer()
    const offer = trial()
    await cancel(player, await t.hold(player, { offer, startsAt: at('2027-03-02T10:00') }))
    await t.hold(player, { offer, startsAt: at('2027-03-02T10:00') })
    t.skipTime(16)
    await expect(t.hold(player, { offer, startsAt: at('2027-03-02T12:00') })).resolves.toMatchObject({ kind: 'trial' })
  })

  it('are three in 30 days, and the refusal says from when on a fourth can be booked', async () => {
    const player = aPlayer()
    const booked: BookingRecord[] = []
    for (const hour of ['10', '12', '14'])
      booked.push(await t.confirm(player, { offer: trial(), startsAt: at(`2027-03-03T${hour}:00`) }))
    const fourth = t.hold(player, { offer: trial(), startsAt: at('2027-03-03T16:00') })
    await expect(fourth).rejects.toSatisfy(tooManyTrials.is)
    const { extra } = (await fourth.catch((error: unknown) => error)) as ProblemError
    const againAt = new Date(Date.parse(booked[0]?.createdAt ?? '') + 30 * 86_400_000).toISOString()
    expect(extra['againAt']).toBe(againAt)
    await cancel(player, booked[1] as BookingRecord)
    await expect(t.hold(player, { offer: trial(), startsAt: at('2027-03-03T16:00') })).resolves.toMatchObject({
      kind: 'trial',
    })
  })
})
