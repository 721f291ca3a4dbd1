import { bookingCancelled, bookingConfirmed } from '@ecc/contracts/bookings'
import { listNotices } from '@ecc/contracts/notifications'
import { aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { remind } from './remind.ts'
import { cancelled, notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
beforeEach(async () => {
  t = await notificationService()
})
afterEach(() => t.close())

const remindersOf = async (id: string) =>
  (await t.call(listNotices, {}, { as: aPlayer(id) })).items.filter((one) => one.kind === 'reminder')

it('reminds both sides 24 h, 1 h and 10 min before, in the app and by mail', async () => {
  const booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-01T16:59:00Z')
  expect(await remindersOf(booking.playerId)).toHaveLength(0)
  await t.clock.set('2027-03-01T17:00:05Z')
  expect(await remindersOf(booking.playerId)).toHaveLength(1)
  await t.clock.set('2027-03-02T16:00:05Z')
  await t.clock.set('2027-03-02T16:50:05Z')
  expect((await remindersOf(booking.coachId)).map((one) => one.title)).toEqual([
    'Aim training with Pia Player starts in ten minutes',
    'Aim training with Pia Player starts in one hour',
    'Aim training with Pia Player starts tomorrow',
  ])
  expect((await remindersOf(booking.coachId))[0]?.link).toBe(`/bookings/${booking.id}/lobby`)
  const subjects = (await t.mailsTo(`${booking.playerId}@example.com`)).map((mail) => mail.subject)
  expect(subjects).toEqual([
    'In ten minutes: Aim training with Cory Coach',
    'In one hour: Aim training with Cory Coach',
    'Tomorrow: Aim training with Cory Coach',
    'Confirmed: Aim training with Cory Coach',
  ])
})

it('plans only the reminders that still lie ahead', async () => {
  const booking = t.booking({ startsAt: '2027-03-01T12:40:00.000Z', endsAt: '2027-03-01T13:40:00.000Z' })
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-01T13:00:00Z')
  expect(await remindersOf(booking.playerId)).toEqual([])
  const late = t.booking({ startsAt: '2027-03-01T13:40:00.000Z', endsAt: '2027-03-01T14:40:00.000Z' })
  await t.deliver(bookingConfirmed, late)
  await t.clock.set('2027-03-01T13:30:05Z')
  expect(await remindersOf(late.playerId)).toMatchObject([{ title: expect.stringContaining('in ten minutes') }])
})

it('reminds nobody of a cancelled session', async () => {
  const booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
  await t.deliver(bookingCancelled, cancelled(booking))
  await t.clock.set('2027-03-02T16:55:00Z')
  expect(await remindersOf(booking.playerId)).toEqual([])
})

it('tells a reminder once, even when its job runs again', async () => {
  const booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-01T17:00:05Z')
  await Promise.all([1, 2].map(() => remind.run({ bookingId: booking.id, leadMinutes: 1440 }, t.ctx)))
  expect(await remindersOf(booking.playerId)).toHaveLength(1)
  expect(await t.mailsTo(`${booking.playerId}@example.com`)).toHaveLength(2)
})

it('after an outage tells only the nearest reminder, and none once the session has begun', async () => {
  const booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-02T16:30:00Z') // both the 24 h and the 1 h reminder are due now
  expect(await remindersOf(booking.playerId)).toMatchObject([{ title: expect.stringContaining('in one hour') }])
  await t.clock.set('2027-03-02T17:00:01Z')
  expect(await remindersOf(booking.playerId)).toHaveLength(1)
})

it('keeps reminders in the app for whoever wants none by mail', async () => {
  const preferences = { theme: 'system', hourCycle: '24h', emailReminders: false, emailUpdates: true } as const
  const player = t.person({ preferences })
  const booking = t.booking({ playerId: player.id })
  await t.deliver(bookingConfirmed, booking)
  await t.clock.set('2027-03-01T17:00:05Z')
  expect(await remindersOf(player.id)).toHaveLength(1)
  expect((await t.mailsTo(player.email)).map((mail) => mail.subject)).toEqual([
    'Confirmed: Aim training with Cory Coach',
  ])
})
