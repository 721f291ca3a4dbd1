import { bookingConfirmed } from '@ecc/contracts/bookings'
import { listGames } from '@ecc/contracts/coaches'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gameCatalogue } from './game-catalogue.ts'
import { at, coachService, game, otherGame, type TestedCoaches, teaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

async function counts(gameId: string) {
  const { items } = await t.call(listGames)
  const found = items.find(({ id }) => id === gameId)
  return [found?.coachCount, found?.freeSoonCount]
}

describe('GET /games', () => {
  it('lists the whole catalogue with roles and ladders', async () => {
    const { items } = await t.call(listGames)
    expect(items.map(({ id }) => id)).toEqual(gameCatalogue.map(({ id }) => id))
    expect(items.length).toBeGreaterThanOrEqual(10)
    expect(items[0]).toMatchObject({
      roles: gameCatalogue[0]?.roles,
      ranks: gameCatalogue[0]?.ranks,
      coachCount: 0,
      freeSoonCount: 0,
    })
  })

  it('counts the public coaches of a game, and those who are free within two hours by their own notice', async () => {
    await t.readyCoach()
    await t.coach({ games: [teaches(game), teaches(otherGame)], hours: { minNoticeMinutes: 15 } })
    await t.coach({ hours: { minNoticeMinutes: 180 } })
    expect(await counts(game.id)).toEqual([2, 1])
    expect(await counts(otherGame.id)).toEqual([1, 1])
  })

  it('no longer counts a coach as free soon whose next hours are booked', async () => {
    const before = await counts(otherGame.id)
    const coach = await t.coach({ games: [teaches(otherGame)], hours: { minNoticeMinutes: 15 } })
    expect(await counts(otherGame.id)).toEqual([Number(before[0]) + 1, Number(before[1]) + 1])
    await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-01T12:30'), endsAt: at('2027-03-01T14:00') })
    expect(await counts(otherGame.id)).toEqual([Number(before[0]) + 1, before[1]])
  })
})
