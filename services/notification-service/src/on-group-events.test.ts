import {
  type BookingRecord,
  bookingCancelled,
  bookingConfirmed,
  bookingFailed,
  bookingGroupOn,
} from '@ecc/contracts/bookings'
import { createCalendarFeed } from '@ecc/contracts/calendar-feeds'
import { listNotices } from '@ecc/contracts/notifications'
import { anId, aPlayer } from '@ecc/kit/testing'
import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
beforeAll(async () => {
  t = await notificationService()
})
afterAll(() => t.close())

const addressOf = (id: string) => `${id}@example.com`
const mailsTo = (id: string) => t.mailsTo(addressOf(id))
const noticesOf = async (id: string) => (await t.call(listNotices, {}, { as: aPlayer(id) })).items
const group = { minSeats: 2, maxSeats: 3, decidesAt: '2027-03-03T17:00:00.000Z' }
const time = { startsAt: '2027-03-04T17:00:00.000Z', endsAt: '2027-03-04T18:00:00.000Z' }

/** The paid seats of one group. */
function seats(count: number): [BookingRecord, ...BookingRecord[]] {
  const [sessionId, coachId] = [anId(), t.person({ displayName: 'Cory Coach' }).id]
  const seat = () => t.booking({ sessionId, coachId, kind: 'group', group, offerTitle: 'Team drills', ...time })
  return [seat(), ...Array.from({ length: count - 1 }, seat)]
}
const confirm = async (bookings: readonly BookingRecord[]) => {
  for (const booking of bookings) await t.deliver(bookingConfirmed, booking)
}
const cancelledBy = (booking: BookingRecord, by: 'player' | 'coach' | 'system', reason: string): BookingRecord => ({
  ...booking,
  state: 'cancelled',
  sequence: booking.sequence + 1,
  cancellation: { by, reason, at: '2027-03-03T17:00:00.000Z', refund: booking.price },
})
const uidIn = (ics: string | null | undefined) =>
  new ICAL.Component(ICAL.parse(ics ?? '')).getFirstSubcomponent('vevent')?.getFirstPropertyValue('uid')

describe('a seat in a group', () => {
  it('is confirmed with what its taking place hangs on, in each one’s zone', async () => {
    const [seat] = seats(1)
    await confirm([seat])
    const [player] = await mailsTo(seat.playerId)
    expect(player?.subject).toBe('Your seat: Team drills with Cory Coach')
    expect(player?.text).toContain(
      'It takes place when at least 2 of 3 seats are booked by Wednesday, March 3, 2027, 18:00 (Europe/Berlin, GMT+1); else your money comes back in full.',
    )
    const [coach] = await mailsTo(seat.coachId)
    expect(coach?.subject).toBe('Pia Player booked a seat: Team drills')
    expect(coach?.text).toContain('else all players get their money back')
  })

  it('that was bought after the cut-off is certain', async () => {
    const late = { ...seats(1)[0], confirmedAt: '2027-03-03T18:00:00.000Z' }
    await confirm([late])
    const [player] = await mailsTo(late.playerId)
    expect(player?.text).toContain('The group takes place.')
    expect(player?.text).not.toContain('comes back')
  })

  it('is one entry for all seats in the coach’s calendar, and its own in each player’s', async () => {
    const bookings = seats(3)
    await confirm(bookings)
    const { url } = await t.call(createCalendarFeed, { body: {} }, { as: aPlayer(bookings[0].coachId) })
    const { body } = await t.request({ method: 'GET', url: new URL(url).pathname.replace('/api/v1', '') })
    const events = new ICAL.Component(ICAL.parse(body)).getAllSubcomponents('vevent')
    expect(events.map((event) => event.getFirstPropertyValue('summary'))).toEqual(['Team drills with your group'])
    const coachUids = (await mailsTo(bookings[0].coachId)).map(({ ics }) => uidIn(ics))
    expect(new Set(coachUids)).toEqual(new Set([`${bookings[0].sessionId}@esportcoachconnect`]))
    const playerUids = await Promise.all(bookings.map(async ({ playerId }) => uidIn((await mailsTo(playerId))[0]?.ics)))
    expect(playerUids).toEqual(bookings.map(({ id }) => `${id}@esportcoachconnect`))
  })

  it('that its player gives up is free again, which the coach is told without the calendar being touched', async () => {
    const [seat] = seats(1)
    await confirm([seat])
    await t.deliver(bookingCancelled, cancelledBy(seat, 'player', 'ill'))
    const [coach] = await mailsTo(seat.coachId)
    expect(coach).toMatchObject({ subject: 'A seat is free again: Team drills', ics: null })
    expect((await mailsTo(seat.playerId))[0]?.text).toContain('You cancelled this session.')
  })

  it('whose connection failed gets its price back, and no other time', async () => {
    const [seat] = seats(1)
    await t.deliver(bookingFailed, { ...seat, state: 'failed', sequence: 3, releaseAt: '2027-03-06T18:00:00.000Z' })
    const [player] = await mailsTo(seat.playerId)
    expect(player?.text).toContain('The player gets the full price back')
    expect(player?.text).not.toContain('another time')
  })
})

describe('what is decided of a group', () => {
  it('that it takes place is told to each player, and to the coach once', async () => {
    const bookings = seats(3)
    await confirm(bookings)
    for (const booking of bookings) await t.deliver(bookingGroupOn, { ...booking, sequence: 2 })
    const told = async (id: string) =>
      (await mailsTo(id)).filter(({ subject }) => subject === 'It takes place: Team drills')
    for (const { playerId } of bookings) expect(await told(playerId)).toHaveLength(1)
    expect(await told(bookings[0].coachId)).toHaveLength(1)
  })

  it.each([
    ['system', 'It does not take place, because too few seats were booked.', 'It does not take place'],
    ['coach', 'Cory Coach cancelled this group session.', 'You cancelled this group session.'],
  ] as const)(
    'that it is called off by the %s is told to each with what comes back, and to the coach once',
    async (by, toPlayer, toCoach) => {
      const bookings = seats(2)
      await confirm(bookings)
      for (const booking of bookings) await t.deliver(bookingCancelled, cancelledBy(booking, by, 'why it is so'))
      for (const { playerId } of bookings) {
        const [mail] = await mailsTo(playerId)
        expect(mail?.subject).toBe('Called off: Team drills with Cory Coach')
        expect(mail?.text).toContain(toPlayer)
        expect(mail?.text).toContain('€45.00 of €45.00 goes back to your card.')
        expect(mail?.text).toContain('> why it is so')
      }
      const toldCoach = (await mailsTo(bookings[0].coachId)).filter(({ subject }) => subject.startsWith('Called off'))
      expect(toldCoach).toHaveLength(1)
      expect(toldCoach[0]?.text).toContain(toCoach)
      expect(uidIn(toldCoach[0]?.ics)).toBe(`${bookings[0].sessionId}@esportcoachconnect`)
    },
  )

  it('is not that it was called off when it took place and nobody came', async () => {
    const [seat] = seats(1)
    await confirm([seat])
    const off = cancelledBy(seat, 'system', 'nobody came')
    await t.deliver(bookingCancelled, {
      ...off,
      cancellation: { ...off.cancellation, at: seat.endsAt } as typeof off.cancellation,
    })
    expect((await mailsTo(seat.playerId))[0]).toMatchObject({ subject: 'Cancelled: Team drills with Cory Coach' })
  })

  it('reminds each player, and the coach once', async () => {
    const bookings = seats(3)
    await confirm(bookings)
    await t.clock.set('2027-03-03T17:00:00Z')
    const reminders = async (id: string) => (await noticesOf(id)).filter(({ kind }) => kind === 'reminder')
    for (const { playerId } of bookings) expect(await reminders(playerId)).toHaveLength(1)
    expect(await reminders(bookings[0].coachId)).toMatchObject([
      { title: 'Team drills with your group starts tomorrow' },
    ])
  })
})
