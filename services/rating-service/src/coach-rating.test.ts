import { ratingSummarised } from '@ecc/contracts/ratings'
import { anId } from '@ecc/kit/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recomputeRatings } from './recompute-ratings.ts'
import { ratingService, type TestedRatings } from './testing.ts'

let t: TestedRatings
beforeAll(async () => {
  t = await ratingService()
})
afterAll(() => t.close())

const summariesOf = async (coachId: string) =>
  (await t.emitted(ratingSummarised)).filter((summary) => summary.coachId === coachId)

it('shows the plain mean and count, and ranks by the mean that starts at ten times 4.5', async () => {
  const coachId = anId()
  await t.rated(5, { coachId })
  await t.rated(2, { coachId })
  const summaries = await summariesOf(coachId)
  expect(summaries).toHaveLength(2)
  expect(summaries[0]).toMatchObject({ coachId, mean: 5, count: 1 })
  expect(summaries[0]?.rankScore).toBeCloseTo((45 + 5) / 11, 3)
  expect(summaries[1]).toMatchObject({ mean: 3.5, count: 2 })
  expect(summaries[1]?.rankScore).toBeCloseTo((45 + 7) / 12, 3)
})

it('counts every rating when two are published at the same moment', async () => {
  const coachId = anId()
  const sessions = await Promise.all([1, 2, 3].map(() => t.session({ coachId })))
  for (const session of sessions) await t.rate(session, 'player', 3)
  await Promise.all(sessions.map((session) => t.rate(session, 'coach')))
  expect((await summariesOf(coachId)).map((summary) => summary.count).toSorted((a, b) => a - b)).toEqual([1, 2, 3])
})

it('leaves the summary alone when a coach rates a player', async () => {
  const coachId = anId()
  const session = await t.session({ coachId })
  await t.rate(session, 'coach', 1)
  await t.clock.advance({ days: 15 })
  expect(await summariesOf(coachId)).toEqual([])
})

it('lets a rating weigh half after 365 days, tells so at night, and is silent when nothing changed', async () => {
  const coachId = anId()
  await t.rated(1, { coachId })
  await t.clock.advance({ days: 365 })
  await recomputeRatings.run({}, t.ctx)
  await recomputeRatings.run({}, t.ctx)
  const summaries = await summariesOf(coachId)
  expect(summaries).toHaveLength(2)
  expect(summaries[1]).toMatchObject({ mean: 1, count: 1 })
  expect(summaries[1]?.rankScore).toBeCloseTo((45 + 0.5) / 10.5, 3)
})
