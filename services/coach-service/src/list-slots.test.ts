import { bookingHeld, offerNotFound } from '@ecc/contracts/bookings'
import { coachNotFound, listSlots, updateOffer } from '@ecc/contracts/coaches'
import { invalidRequest } from '@ecc/contracts/problems'
import { anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, coachService, daily, type MadeCoach, type TestedCoaches } from './testing.ts'

let t: TestedCoaches
beforeAll(async () => {
  t = await coachService()
})
afterAll(() => t.close())

const day = { from: at('2027-03-02T00:00'), to: at('2027-03-03T00:00') }
const list = ({ id, offer }: MadeCoach, range: { from: string; to: string } = day, as = aPlayer()) =>
  t.call(listSlots, { params: { id }, query: { offerId: offer.id, ...range } }, { as })
const starts = async (...args: Parameters<typeof list>) => (await list(...args)).items.map(({ startsAt }) => startsAt)

describe('GET /coaches/:id/slots', () => {
  it("lists the times of the offer in the coach's hours, and names the coach's zone", async () => {
    const coach = await t.coach({
      hours: { zone: 'Europe/Berlin', weekly: daily('18:00', '20:00') },
    })
    expect(await list(coach)).toEqual({
      coachZone: 'Europe/Berlin',
      items: [
        { startsAt: at('2027-03-02T17:00'), endsAt: at('2027-03-02T18:00'), group: null },
        { startsAt: at('2027-03-02T17:30'), endsAt: at('2027-03-02T18:30'), group: null },
        { startsAt: at('2027-03-02T18:00'), endsAt: at('2027-03-02T19:00'), group: null },
      ],
    })
  })

  it('keeps the readings of the clock across a clock change', async () => {
    const coach = await t.coach({
      hours: {
        zone: 'America/New_York',
        weekly: [...daily('01:00', '04:00'), ...daily('18:00', '19:00')],
        stepMinutes: 60,
      },
    })
    // On 14 March 2027 the clock goes from 02:00 to 03:00: the night has one hour less, the evening stays where it was.
    expect(await starts(coach, { from: '2027-03-13T05:00:00Z', to: '2027-03-15T04:00:00Z' })).toEqual([
      at('2027-03-13T06:00'),
      at('2027-03-13T07:00'),
      at('2027-03-13T08:00'),
      at('2027-03-13T23:00'),
      at('2027-03-14T06:00'),
      at('2027-03-14T07:00'),
      at('2027-03-14T22:00'),
    ])
  })

  it('lists what a booking itself takes for the booking that moves', async () => {
    const coach = await t.coach({ hours: { weekly: daily('10:00', '12:00') } })
    const { id: moving } = await t.booking(bookingHeld, coach, { state: 'held', startsAt: at('2027-03-02T10:00') })
    expect(await starts(coach)).toEqual([])
    const query = { offerId: coach.offer.id, ...day, moving }
    const { items } = await t.call(listSlots, { params: { id: coach.id }, query })
    expect(items.map(({ startsAt }) => startsAt.slice(11, 16))).toEqual(['10:00', '10:30', '11:00'])
  })

  it('leaves out what a hold or booking takes, buffers on either side included, as long as the hold lasts', async () => {
    const coach = await t.coach({
      hours: { weekly: daily('09:00', '13:00'), bufferBeforeMinutes: 0, bufferAfterMinutes: 15 },
    })
    await t.booking(bookingHeld, coach, { state: 'held', startsAt: at('2027-03-02T10:30') })
    // Before it must end, with its buffer, by 10:30; after it begins when the session's own buffer is over, at 11:45.
    expect(await starts(coach)).toEqual([at('2027-03-02T09:00'), at('2027-03-02T12:00')])
    t.skipTime(15)
    expect(await starts(coach)).toHaveLength(7)
    t.skipTime(-15)
  })

  it('keeps the buffer a session was sold with when the coach changes theirs', async () => {
    const coach = await t.coach({ hours: { weekly: daily('09:00', '13:00'), bufferAfterMinutes: 30 } })
    const { id } = await t.booking(bookingHeld, coach, { state: 'held', startsAt: at('2027-03-02T09:00') })
    await t.sql`update availability set buffer_after_minutes = 0 where coach_id = ${coach.id}`
    await t.booking(bookingHeld, coach, { id, state: 'confirmed', startsAt: at('2027-03-02T09:00'), sequence: 1 })
    expect((await starts(coach))[0]).toBe(at('2027-03-02T10:30'))
  })

  it('refuses a range that ends before it begins, and one of more than 62 days, naming the field', async () => {
    const coach = await t.coach()
    const faults = [
      { from: day.to, to: day.from },
      { from: '2027-03-01T00:00:00Z', to: '2027-05-02T00:00:01Z' },
    ]
    for (const range of faults) {
      const error = await list(coach, range).catch((reason: unknown) => reason)
      expect(error).toSatisfy(invalidRequest.is)
      expect(error).toMatchObject({ extra: { errors: [{ in: 'query', field: 'to' }] } })
    }
    await expect(list(coach, { from: '2027-03-01T00:00:00Z', to: '2027-05-02T00:00:00Z' })).resolves.toBeDefined()
    expect((await list(coach, { from: day.from, to: day.from })).items).toEqual([])
  })

  it('shows drafts and what is off sale to the coach only', async () => {
    const coach = await t.readyCoach()
    await expect(list(coach)).rejects.toSatisfy(coachNotFound.is)
    expect((await list(coach, day, coach.caller)).items).not.toEqual([])
    const approved = await t.coach()
    await t.call(updateOffer, { params: { id: approved.offer.id }, body: { active: false } }, { as: approved.caller })
    await expect(list(approved)).rejects.toSatisfy(offerNotFound.is)
    expect((await list(approved, day, approved.caller)).items).not.toEqual([])
  })

  it("does not know other coaches' offers or people who are no coaches", async () => {
    const coach = await t.coach()
    const other = await t.coach()
    await expect(list({ ...coach, offer: other.offer })).rejects.toSatisfy(offerNotFound.is)
    await expect(list({ ...coach, offer: { ...coach.offer, id: anId() } })).rejects.toSatisfy(offerNotFound.is)
    await expect(list({ ...coach, id: anId() })).rejects.toSatisfy(coachNotFound.is)
  })
})
