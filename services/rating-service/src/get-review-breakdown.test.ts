import { getReviewBreakdown, rateBooking } from '@ecc/contracts/ratings'
import { anId } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ratingService, type TestedRatings } from './testing.ts'

let t: TestedRatings
beforeAll(async () => {
  t = await ratingService()
})
afterAll(() => t.close())

describe('GET /coaches/:id/review-breakdown', () => {
  it('counts published reviews by stars and means the sub-scores that were given', async () => {
    const coachId = anId()
    for (const stars of [5, 5, 3]) await t.rated(stars, { coachId })
    const scored = await t.session({ coachId })
    const rating = { params: { id: scored.booking.id }, body: { stars: 4, subScores: { clarity: 4, knowledge: 5 } } }
    await t.call(rateBooking, rating, { as: scored.player })
    await t.call(rateBooking, { params: { id: scored.booking.id }, body: { stars: 5 } }, { as: scored.coach })
    const found = await t.call(getReviewBreakdown, { params: { id: coachId } })
    expect(found.count).toBe(4)
    expect(found.stars.map(({ count }) => count)).toEqual([2, 1, 1, 0, 0])
    expect(found.subScores).toEqual([
      { name: 'clarity', mean: 4, count: 1 },
      { name: 'knowledge', mean: 5, count: 1 },
    ])
  })

  it('does not count what is not published yet', async () => {
    const session = await t.session()
    await t.call(rateBooking, { params: { id: session.booking.id }, body: { stars: 1 } }, { as: session.player })
    expect(await t.call(getReviewBreakdown, { params: { id: session.coach.userId } })).toMatchObject({
      count: 0,
      subScores: [],
    })
  })
})
