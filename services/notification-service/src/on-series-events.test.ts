import { bookingConfirmed } from '@ecc/contracts/bookings'
import { type SeriesRecord, seriesConfirmed, seriesUnfulfilled } from '@ecc/contracts/series'
import { anId } from '@ecc/kit/testing'
import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
beforeAll(async () => {
  t = await notificationService()
})
afterAll(() => t.close())

const mailsOf = (id: string) => t.mailsTo(`${id}@example.com`)

/** Three dates at 18:00 in Berlin, over the change of clocks. */
function aSeries(): SeriesRecord {
  const id = anId()
  const { playerId, coachId } = t.booking()
  const about = { orderId: id, orderKind: 'series', playerId, coachId } as const
  const hours = ['2027-03-15T17', '2027-03-22T17', '2027-03-29T16']
  const bookings = hours.map((hour) =>
    t.booking({ ...about, startsAt: `${hour}:00:00.000Z`, endsAt: `${hour}:50:00.000Z` }),
  )
  return {
    id,
    playerId,
    coachId,
    offerTitle: 'Aim training',
    price: { amount: 13_500, currency: 'EUR' },
    state: 'confirmed',
    holdExpiresAt: '2027-03-01T12:15:00.000Z',
    createdAt: '2027-03-01T12:00:00.000Z',
    confirmedAt: '2027-03-01T12:01:00.000Z',
    bookings,
  }
}

describe('a series', () => {
  it('is told of in one letter with all dates and one calendar file, not date by date', async () => {
    const series = aSeries()
    for (const booking of series.bookings) await t.deliver(bookingConfirmed, booking)
    await t.deliver(seriesConfirmed, series)
    const [mail, ...more] = await mailsOf(series.playerId)
    expect(more).toEqual([])
    expect(mail?.subject).toBe('Confirmed: 3 × Aim training with Cory Coach')
    expect(mail?.text).toContain('Session 3: Monday, March 29, 2027, 18:00 to 18:50 (Europe/Berlin, GMT+2)')
    expect(mail?.text).toContain('Paid: €135.00')
    const calendar = new ICAL.Component(ICAL.parse(mail?.ics ?? ''))
    expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH')
    const events = calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component))
    expect(events.map(({ uid }) => uid)).toEqual(series.bookings.map(({ id }) => `${id}@esportcoachconnect`))
    expect(events.map(({ startDate }) => startDate.toString())).toEqual(
      series.bookings.map(({ startsAt }) => startsAt.replace('.000Z', 'Z')),
    )
    expect(await mailsOf(series.coachId)).toMatchObject([{ subject: 'Confirmed: 3 × Aim training with Pia Player' }])
  })

  it('that could not be booked is told to the player only', async () => {
    const series = aSeries()
    await t.deliver(seriesUnfulfilled, { ...series, state: 'ended', confirmedAt: null })
    expect((await mailsOf(series.playerId))[0]?.text).toContain('None is booked, and €135.00 goes back')
    expect(await mailsOf(series.coachId)).toEqual([])
  })
})
