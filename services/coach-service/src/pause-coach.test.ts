import { badReturnDate, pauseCoach, resumeCoach } from '@ecc/contracts/availability'
import { bookingConfirmed } from '@ecc/contracts/bookings'
import { getAvailability, listSlots, saveAvailability, searchCoaches } from '@ecc/contracts/coaches'
import { aCoach, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at, coachService, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeEach(async () => {
  t = await coachService()
})
afterEach(() => t.close())

const leave = ({ caller }: Pick<MadeCoach, 'caller'>, returnsOn: string) =>
  t.call(pauseCoach, { body: { returnsOn } }, { as: caller })
const found = async () => (await t.call(searchCoaches)).total
const countSlots = async ({ id, offer }: MadeCoach) => {
  const query = { offerId: offer.id, from: at('2027-03-01T00:00'), to: at('2027-04-30T00:00') }
  return (await t.call(listSlots, { params: { id }, query }, { as: aPlayer() })).items.length
}
const returnsOn = async ({ caller }: MadeCoach) => (await t.call(getAvailability, {}, { as: caller })).returnsOn

describe('PUT /coaches/me/pause', () => {
  it('hides the coach from search and from slots until the return date begins on their clock', async () => {
    const coach = await t.coach({ hours: { zone: 'Asia/Tokyo' } })
    expect(await leave(coach, '2027-03-10')).toEqual({ returnsOn: '2027-03-10', pausedUntil: at('2027-03-09T15:00') })
    expect(await found()).toBe(0)
    expect(await countSlots(coach)).toBe(0)
    expect(await returnsOn(coach)).toBe('2027-03-10')
    await t.clock.set('2027-03-09T14:58:00Z')
    expect([await found(), await countSlots(coach)]).toEqual([0, 0])
    await t.clock.set('2027-03-09T15:00:01Z')
    expect(await found()).toBe(1)
    expect(await countSlots(coach)).toBeGreaterThan(0)
    expect(await returnsOn(coach)).toBeNull()
  })

  it('leaves bookings as they are', async () => {
    const coach = await t.coach()
    await t.booking(bookingConfirmed, coach, { startsAt: at('2027-03-03T10:00') })
    await leave(coach, '2027-03-10')
    const { states } = await t.sql.one<{ states: string[] }>`select array_agg(state) as states from busy`
    expect(states).toEqual(['confirmed'])
  })

  it('a later date takes the place of an earlier one', async () => {
    const coach = await t.coach()
    await leave(coach, '2027-03-03')
    await leave(coach, '2027-03-05')
    await t.clock.set('2027-03-04T00:00:00Z')
    expect(await found()).toBe(0)
    await t.clock.set('2027-03-05T00:00:01Z')
    expect(await found()).toBe(1)
  })

  it('goes by the new clock when the coach moves meanwhile', async () => {
    const coach = await t.coach({ hours: { zone: 'UTC' } })
    await leave(coach, '2027-03-05')
    await t.call(
      saveAvailability,
      { body: { zone: 'Pacific/Auckland', weekly: [{ day: 1, start: '09:00', end: '17:00' }] } },
      { as: coach.caller },
    )
    await t.clock.set('2027-03-04T11:00:01Z')
    expect(await found()).toBe(1)
  })

  it('refuses today, the past, and what is more than a year away, on the coach’s own calendar', async () => {
    const coach = await t.coach({ hours: { zone: 'Pacific/Kiritimati' } })
    // It is 2 March there already.
    for (const date of ['2027-03-02', '2027-02-01', '2028-03-03'])
      await expect(leave(coach, date)).rejects.toSatisfy(badReturnDate.is)
    await expect(leave(coach, '2027-03-03')).resolves.toBeDefined()
  })

  it('is possible before any hours are saved', async () => {
    const caller = aCoach()
    expect(await leave({ caller }, '2027-03-10')).toMatchObject({ pausedUntil: at('2027-03-10T00:00') })
  })
})

describe('DELETE /coaches/me/pause', () => {
  it('brings the coach back at once, also twice', async () => {
    const coach = await t.coach()
    await leave(coach, '2027-03-10')
    for (let times = 0; times < 2; times++) await t.call(resumeCoach, {}, { as: coach.caller })
    expect(await found()).toBe(1)
    expect(await countSlots(coach)).toBeGreaterThan(0)
    await expect(t.call(resumeCoach, {}, { as: aCoach() })).resolves.toBeNull()
  })
})
