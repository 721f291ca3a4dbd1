import { coachStandingChanged } from '@ecc/contracts/aftermath'
import { notBookable } from '@ecc/contracts/bookings'
import { listSlots, quoteSlot, searchCoaches } from '@ecc/contracts/coaches'
import { anId } from '@ecc/kit/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { at, coachService, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
let coach: MadeCoach
beforeEach(async () => {
  t = await coachService()
  coach = await t.coach()
})
afterEach(() => t.close())

const shown = async () => (await t.call(searchCoaches, { query: {} })).items.map(({ id }) => id)
const quote = () => t.call(quoteSlot, { body: { offerId: coach.offer.id, startsAt: at('2027-03-02T10:00') } })
const slots = async () => {
  const query = { offerId: coach.offer.id, from: at('2027-03-02T00:00'), to: at('2027-03-03T00:00') }
  return (await t.call(listSlots, { params: { id: coach.id }, query })).items
}
const told = (details: { hidden: boolean; hiddenUntil?: string; banned?: boolean }) =>
  t.deliver(coachStandingChanged, {
    coachId: coach.id,
    hiddenUntil: null,
    banned: false,
    reason: 'absences',
    ...details,
  })

it('takes a hidden coach out of search, who can still be booked, and brings them back', async () => {
  expect(await shown()).toEqual([coach.id])
  await told({ hidden: true, hiddenUntil: at('2027-03-08T00:00') })
  expect(await shown()).toEqual([])
  expect(await quote()).toMatchObject({ coachId: coach.id })
  await told({ hidden: false })
  expect(await shown()).toEqual([coach.id])
})

it('lets nobody book a banned coach: no times are listed and none is sold', async () => {
  expect(await slots()).not.toEqual([])
  await told({ hidden: true, banned: true })
  expect(await shown()).toEqual([])
  expect(await slots()).toEqual([])
  await expect(quote()).rejects.toSatisfy(notBookable.is)
})

it('lets what a banned coach has sold be moved', async () => {
  await told({ hidden: true, banned: true })
  const sold = { durationMinutes: 60, anyTime: false }
  const body = { offerId: coach.offer.id, startsAt: at('2027-03-02T10:00'), sold }
  expect(await t.call(quoteSlot, { body })).toMatchObject({ coachId: coach.id })
})

it('keeps it of someone whose profile is not there yet', async () => {
  const coachId = anId()
  await t.deliver(coachStandingChanged, { coachId, hidden: true, hiddenUntil: null, banned: false, reason: 'absences' })
  expect(await t.sql`select hidden from hidings where coach_id = ${coachId}`).toEqual([{ hidden: true }])
})
