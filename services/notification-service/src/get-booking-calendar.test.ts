import { type BookingDetail, type BookingRecord, bookingNotFound, getBooking } from '@ecc/contracts/bookings'
import { getBookingCalendar } from '@ecc/contracts/notifications'
import { anAdmin, anId, aPlayer, fake } from '@ecc/kit/testing'
import ICAL from 'ical.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { notificationService, type TestedNotifications } from './testing.ts'

const known = new Map<string, BookingRecord>()
let t: TestedNotifications
beforeAll(async () => {
  const session = fake(getBooking, async ({ params, caller }) => {
    const booking = known.get((params as { id: string }).id)
    if (!booking || !caller) throw bookingNotFound()
    const isAdmin = caller.roles.includes('admin')
    if (!isAdmin && caller.userId !== booking.playerId && caller.userId !== booking.coachId) throw bookingNotFound()
    return detail(booking)
  })
  t = await notificationService({ fakes: [session] })
})
afterAll(() => t.close())

function detail(booking: BookingRecord): BookingDetail {
  const card = (id: string, displayName: string) => ({ id, displayName, avatarUrl: null, timeZone: 'UTC' })
  return {
    ...booking,
    group: null,
    viewerIs: 'player',
    player: card(booking.playerId, 'Pia'),
    coach: card(booking.coachId, 'Cory'),
    cancelEffect: {
      allowed: true,
      refund: booking.price,
      percent: 100,
      fullRefundUntil: null,
      coachLate: false,
      credit: { ...booking.price, amount: 0 },
      mark: false,
      group: null,
    },
    rescheduleEffect: { allowed: true, refusal: null, left: 2, until: null },
    startsBefore: null,
    roomOpensAt: booking.startsAt,
    roomClosesAt: booking.endsAt,
    outcome: null,
    afterwards: { contestUntil: null, disputeUntil: null, dispute: null, repeatUntil: null, guarantee: null },
    history: [],
  }
}

function aKnownBooking(details: Partial<BookingRecord> = {}) {
  const booking = t.booking(details)
  known.set(booking.id, booking)
  return booking
}

it('gives each side a file to import, with the other by name', async () => {
  const booking = aKnownBooking()
  const as = aPlayer(booking.coachId)
  const response = await t.request({ method: 'GET', url: `/bookings/${booking.id}/calendar.ics`, as })
  expect(response.headers['content-type']).toBe('text/calendar; charset=utf-8')
  const calendar = new ICAL.Component(ICAL.parse(response.body))
  expect(calendar.getFirstPropertyValue('method')).toBe('PUBLISH')
  const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent') as ICAL.Component)
  expect(event.uid).toBe(`${booking.id}@esportcoachconnect`)
  expect(event.summary).toBe('Aim training with Pia')
  expect(event.attendees).toEqual([])
})

it('marks a cancelled session as cancelled', async () => {
  const booking = aKnownBooking({ state: 'cancelled' })
  const file = await t.call(getBookingCalendar, { params: { id: booking.id } }, { as: aPlayer(booking.playerId) })
  expect(file).toContain('STATUS:CANCELLED')
})

it('does not exist for anybody else, an admin included', async () => {
  const booking = aKnownBooking()
  for (const as of [aPlayer(), anAdmin()]) {
    const reading = t.call(getBookingCalendar, { params: { id: booking.id } }, { as })
    await expect(reading).rejects.toSatisfy(bookingNotFound.is)
  }
  const missing = t.call(getBookingCalendar, { params: { id: anId() } }, { as: aPlayer() })
  await expect(missing).rejects.toSatisfy(bookingNotFound.is)
})
