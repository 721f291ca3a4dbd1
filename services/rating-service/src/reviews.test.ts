import type { QueryOf } from '@ecc/contracts/define'
import { invalidRequest } from '@ecc/contracts/problems'
import { alreadyReplied, getBookingRatings, listReviews, replyToReview, reviewNotFound } from '@ecc/contracts/ratings'
import { userUpdated } from '@ecc/contracts/users'
import { aCoach, anId } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ratingService, type TestedRatings } from './testing.ts'

let t: TestedRatings
beforeAll(async () => {
  t = await ratingService()
})
afterAll(() => t.close())

const reviewsOf = (id: string, query: QueryOf<typeof listReviews> = {}) =>
  t.call(listReviews, { params: { id }, query })

/** A coach with one published review. */
async function reviewed() {
  const session = await t.rated(4)
  t.names.set(session.booking.playerId, 'Pia Player')
  const [review] = (await reviewsOf(session.booking.coachId)).items
  if (!review) throw new Error('the review is not published')
  return { ...session, review }
}

describe('GET /coaches/:id/reviews', () => {
  it('lists published ratings by players, newest first, page by page, to anybody', async () => {
    const coachId = anId()
    for (const stars of [1, 2, 3]) {
      await t.rated(stars, { coachId, gameId: 'dota-2' })
      await t.clock.advance({ minutes: 1 })
    }
    const unpublished = await t.session({ coachId })
    await t.rate(unpublished, 'player', 5)
    const first = await reviewsOf(coachId, { limit: 2 })
    expect(first.items.map((review) => review.stars)).toEqual([3, 2])
    expect(first.items[0]).toMatchObject({ coachId, gameId: 'dota-2', reply: null })
    const second = await reviewsOf(coachId, { limit: 2, cursor: first.nextCursor as string })
    expect(second.items.map((review) => review.stars)).toEqual([1])
    expect(second.nextCursor).toBeNull()
  })

  it('is empty for a coach nobody has reviewed', async () => {
    expect(await reviewsOf(anId())).toEqual({ items: [], nextCursor: null })
  })

  it('refuses a cursor that no list gave', async () => {
    await expect(reviewsOf(anId(), { cursor: 'abc' })).rejects.toSatisfy(invalidRequest.is)
  })

  it("shows the author's current name, and a deleted one as former member", async () => {
    const session = await t.rated(4)
    const author = async () => (await reviewsOf(session.booking.coachId)).items[0]?.author
    expect(await author()).toMatchObject({ displayName: 'Former member' })
    t.names.set(session.booking.playerId, 'Pia Player')
    expect(await author()).toMatchObject({ id: session.booking.playerId, displayName: 'Pia Player' })
    const card = { id: session.booking.playerId, displayName: 'Pia Pro', avatarUrl: '/a.png', timeZone: 'UTC' }
    await t.deliver(userUpdated, card)
    expect(await author()).toEqual(card)
  })

  it('stays readable while user-service is away', async () => {
    const session = await t.rated(4)
    t.userService.isAway = true
    try {
      const [review] = (await reviewsOf(session.booking.coachId)).items
      expect(review).toMatchObject({ stars: 4, author: { displayName: 'Player' } })
    } finally {
      t.userService.isAway = false
    }
  })
})

describe('POST /reviews/:id/reply', () => {
  const replyTo = (id: string, as = aCoach(), idempotencyKey?: string) =>
    t.call(
      replyToReview,
      { params: { id }, body: { text: 'Thank you!' } },
      { as, ...(idempotencyKey ? { idempotencyKey } : {}) },
    )

  it('shows the reply under the review', async () => {
    const { review, coach, booking } = await reviewed()
    const reply = await replyTo(review.id, coach)
    expect(reply).toMatchObject({ id: review.id, reply: { text: 'Thank you!' } })
    expect((await reviewsOf(booking.coachId)).items).toEqual([{ ...reply, author: reply.author }])
  })

  it('is possible once, also at the same moment', async () => {
    const { review, coach } = await reviewed()
    const both = await Promise.allSettled([replyTo(review.id, coach), replyTo(review.id, coach)])
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(both.filter((one) => one.status === 'rejected' && alreadyReplied.is(one.reason))).toHaveLength(1)
  })

  it('answers a repeated Idempotency-Key with the same reply', async () => {
    const { review, coach } = await reviewed()
    const key = anId()
    const first = await replyTo(review.id, coach, key)
    expect(await replyTo(review.id, coach, key)).toEqual(first)
  })

  it('does not exist for another coach, before publication, or for a rating of a player', async () => {
    const { review, id, coach } = await reviewed()
    await expect(replyTo(review.id)).rejects.toSatisfy(reviewNotFound.is)
    await expect(replyTo(anId(), coach)).rejects.toSatisfy(reviewNotFound.is)
    const { mine } = await t.call(getBookingRatings, { params: { id } }, { as: coach })
    await expect(replyTo(mine?.id as string, coach)).rejects.toSatisfy(reviewNotFound.is)
    const blind = await t.session()
    const unpublished = await t.rate(blind, 'player')
    await expect(replyTo(unpublished.id, blind.coach)).rejects.toSatisfy(reviewNotFound.is)
  })
})
