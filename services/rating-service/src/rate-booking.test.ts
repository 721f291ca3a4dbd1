import { bookingCompleted, bookingDisputed, bookingNotFound, bookingResolved } from '@ecc/contracts/bookings'
import { invalidRequest } from '@ecc/contracts/problems'
import {
  alreadyRated,
  getBookingRatings,
  notRateable,
  rateBooking,
  ratingPublished,
  ratingSummarised,
} from '@ecc/contracts/ratings'
import { anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ratingService, type TestedRatings, type TestedSession } from './testing.ts'

let t: TestedRatings
beforeAll(async () => {
  t = await ratingService()
})
afterAll(() => t.close())

const seenBy = (session: TestedSession, side: 'player' | 'coach') =>
  t.call(getBookingRatings, { params: { id: session.id } }, { as: session[side] })
const publishedOf = async ({ id }: TestedSession) =>
  (await t.emitted(ratingPublished)).filter((rating) => rating.bookingId === id)

describe('POST /bookings/:id/rating', () => {
  it('keeps the first rating from the other side, and publishes both with the second', async () => {
    const session = await t.session()
    const body = { stars: 4, subScores: { clarity: 5 }, comment: 'Good drills' }
    const rating = await t.call(rateBooking, { params: { id: session.id }, body }, { as: session.player })
    expect(rating).toMatchObject({ ...body, by: 'player', publishedAt: null })
    expect(await seenBy(session, 'coach')).toMatchObject({ canRate: true, mine: null, theirs: null })
    expect(await seenBy(session, 'player')).toMatchObject({ canRate: false, mine: { stars: 4 }, theirs: null })

    const second = await t.rate(session, 'coach', 5)
    expect(second.publishedAt).not.toBeNull()
    expect(await seenBy(session, 'coach')).toMatchObject({ canRate: false, theirs: body })
    expect(await seenBy(session, 'player')).toMatchObject({ theirs: { stars: 5 } })
    expect((await publishedOf(session)).map((one) => one.by).sort()).toEqual(['coach', 'player'])
  })

  it('publishes each rating once when both sides rate at the same moment', async () => {
    for (let i = 0; i < 5; i++) {
      const session = await t.session()
      await Promise.all([t.rate(session, 'player'), t.rate(session, 'coach')])
      expect(await publishedOf(session)).toHaveLength(2)
      const summaries = (await t.emitted(ratingSummarised)).filter((one) => one.coachId === session.booking.coachId)
      expect(summaries).toHaveLength(1)
    }
  })

  it('publishes a lone rating when the window ends, not a moment sooner', async () => {
    const session = await t.session()
    await t.rate(session, 'player', 2)
    await t.clock.advance({ days: 13, hours: 23 })
    expect((await seenBy(session, 'coach')).theirs).toBeNull()
    await t.clock.advance({ hours: 1, minutes: 1 })
    expect(await seenBy(session, 'coach')).toMatchObject({ canRate: false, theirs: { stars: 2 } })
    expect(await publishedOf(session)).toHaveLength(1)
    await expect(t.rate(session, 'coach')).rejects.toSatisfy(notRateable.is)
  })

  it('refuses a second rating by the same side, also at the same moment', async () => {
    const session = await t.session()
    const both = await Promise.allSettled([t.rate(session, 'player', 1), t.rate(session, 'player', 5)])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(both.filter((one) => one.status === 'rejected' && alreadyRated.is(one.reason))).toHaveLength(1)
    await expect(t.rate(session, 'player')).rejects.toSatisfy(alreadyRated.is)
  })

  it('answers a repeated Idempotency-Key with the same rating', async () => {
    const session = await t.session()
    const same = { as: session.player, idempotencyKey: anId() }
    const request = { params: { id: session.id }, body: { stars: 3 } }
    const first = await t.call(rateBooking, request, same)
    expect(await t.call(rateBooking, request, same)).toEqual(first)
  })

  it('refuses sub-scores of a player, naming the field', async () => {
    const session = await t.session()
    const body = { stars: 3, subScores: { clarity: 3 } }
    const rating = t.call(rateBooking, { params: { id: session.id }, body }, { as: session.coach })
    await expect(rating).rejects.toSatisfy(invalidRequest.is)
    await expect(rating).rejects.toMatchObject({ extra: { errors: [{ field: 'subScores' }] } })
  })

  it.each(['confirmed', 'in_progress', 'cancelled', 'no_show_coach', 'no_show_player'] as const)(
    'refuses a session that is %s',
    async (state) => {
      const session = t.unseen({ state, completedAt: null })
      await expect(t.rate(session, 'player')).rejects.toSatisfy(notRateable.is)
    },
  )

  it('rates a session whose event has not arrived yet', async () => {
    const session = t.unseen({ state: 'released' })
    expect(await t.rate(session, 'player', 4)).toMatchObject({ stars: 4 })
  })

  it('refuses a session in dispute, and takes a rating once it is settled', async () => {
    const session = t.unseen({ state: 'disputed', sequence: 4 })
    await t.deliver(bookingDisputed, session.booking)
    await expect(t.rate(session, 'player')).rejects.toSatisfy(notRateable.is)
    await t.deliver(bookingResolved, { ...session.booking, state: 'resolved', sequence: 5, refundPercent: 50 })
    expect(await t.rate(session, 'player', 1)).toMatchObject({ stars: 1 })
  })

  it('goes by the latest change of a booking, in whatever order events arrive', async () => {
    const session = t.unseen({ state: 'disputed', sequence: 4 })
    await t.deliver(bookingDisputed, session.booking)
    await t.deliver(bookingCompleted, { ...session.booking, state: 'completed', sequence: 3 })
    await expect(t.rate(session, 'player')).rejects.toSatisfy(notRateable.is)
  })

  it('does not exist for anybody else', async () => {
    const session = await t.session()
    const unseen = t.unseen()
    for (const id of [session.id, unseen.id, anId()]) {
      const rating = t.call(rateBooking, { params: { id }, body: { stars: 5 } }, { as: aPlayer() })
      await expect(rating).rejects.toSatisfy(bookingNotFound.is)
    }
  })
})

describe('GET /bookings/:id/rating', () => {
  it('tells until when a session can be rated', async () => {
    const session = await t.session({ completedAt: t.clock.now().toISOString() })
    const { closesAt } = await seenBy(session, 'player')
    const days = (Date.parse(closesAt as string) - Date.parse(session.booking.completedAt as string)) / 86_400_000
    expect(days).toBe(14)
  })

  it('has nothing for a session that did not take place yet', async () => {
    const session = t.unseen({ state: 'confirmed', completedAt: null })
    expect(await seenBy(session, 'coach')).toEqual({ canRate: false, closesAt: null, mine: null, theirs: null })
  })

  it('does not exist for anybody else', async () => {
    const session = await t.session()
    const reading = t.call(getBookingRatings, { params: { id: session.id } }, { as: aPlayer() })
    await expect(reading).rejects.toSatisfy(bookingNotFound.is)
  })
})
