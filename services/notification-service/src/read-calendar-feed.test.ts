import { type BookingRecord, bookingCancelled, bookingConfirmed, bookingHeld } from '@ecc/contracts/bookings'
import { createCalendarFeed, getCalendarFeed, revokeCalendarFeed } from '@ecc/contracts/calendar-feeds'
import { unavailable } from '@ecc/contracts/problems'
import { findUsers } from '@ecc/contracts/users'
import { aCoach, anId, aPlayer, fake, testService } from '@ecc/kit/testing'
import ICAL from 'ical.js'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import definition from './service.ts'
import { cancelled, notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
beforeAll(async () => {
  t = await notificationService()
})
afterAll(() => t.close())

let booking: BookingRecord
beforeEach(async () => {
  booking = t.booking()
  await t.deliver(bookingConfirmed, booking)
})

const subscribe = async (userId: string) =>
  (await t.call(createCalendarFeed, { body: {} }, { as: aPlayer(userId) })).url
const fetchFeed = (url: string, headers: Record<string, string> = {}) =>
  t.request({ method: 'GET', url: new URL(url).pathname.replace('/api/v1', ''), headers })
const eventsOf = async (url: string) => {
  const { body } = await fetchFeed(url)
  return new ICAL.Component(ICAL.parse(body)).getAllSubcomponents('vevent').map((event) => ({
    uid: event.getFirstPropertyValue('uid'),
    summary: event.getFirstPropertyValue('summary'),
    sequence: event.getFirstPropertyValue('sequence'),
    status: event.getFirstPropertyValue('status'),
    starts: String(event.getFirstPropertyValue('dtstart')),
    url: event.getFirstPropertyValue('url'),
    stamp: String(event.getFirstPropertyValue('dtstamp')),
    modified: String(event.getFirstPropertyValue('last-modified')),
  }))
}

it('shows each side its sessions, with the other by name, under the UID and SEQUENCE of the mailed entry', async () => {
  const asked = { player: await subscribe(booking.playerId), coach: await subscribe(booking.coachId) }
  const [mail] = await t.mailsTo(`${booking.playerId}@example.com`)
  const mailed = new ICAL.Component(ICAL.parse(mail?.ics ?? '')).getFirstSubcomponent('vevent')
  const [entry] = await eventsOf(asked.player)
  expect(entry).toMatchObject({
    uid: mailed?.getFirstPropertyValue('uid'),
    sequence: mailed?.getFirstPropertyValue('sequence'),
    summary: 'Aim training with Cory Coach',
    status: 'CONFIRMED',
    starts: '2027-03-02T17:00:00Z',
    url: `http://localhost:8080/bookings/${booking.id}`,
  })
  expect((await eventsOf(asked.coach)).map(({ summary }) => summary)).toEqual(['Aim training with Pia Player'])
})

it('moves a session that any event says begins at another time', async () => {
  const url = await subscribe(booking.playerId)
  await t.deliver(bookingConfirmed, {
    ...booking,
    startsAt: '2027-03-05T09:00:00.000Z',
    endsAt: '2027-03-05T10:00:00.000Z',
    sequence: 5,
  })
  await t.deliver(bookingConfirmed, booking) // an old event that comes late
  expect(await eventsOf(url)).toMatchObject([{ starts: '2027-03-05T09:00:00Z', sequence: 5 }])
})

it('keeps a cancelled session for 30 days as cancelled, with a higher SEQUENCE, and says when it changed', async () => {
  const late = await notificationService()
  const made = late.booking({ startsAt: '2027-05-02T17:00:00.000Z', endsAt: '2027-05-02T18:00:00.000Z' })
  await late.deliver(bookingConfirmed, made)
  const as = aPlayer(made.playerId)
  const url = new URL((await late.call(createCalendarFeed, { body: {} }, { as })).url).pathname.replace('/api/v1', '')
  await late.clock.set('2027-03-10T08:00:00Z')
  await late.deliver(bookingCancelled, cancelled(made))
  const body = async () => (await late.request({ method: 'GET', url })).body
  const event = new ICAL.Component(ICAL.parse(await body())).getFirstSubcomponent('vevent')
  expect(event?.getFirstPropertyValue('status')).toBe('CANCELLED')
  expect(event?.getFirstPropertyValue('sequence')).toBe(made.sequence + 1)
  expect(String(event?.getFirstPropertyValue('dtstamp'))).toMatch(/^2027-03-10T08:00/)
  expect(String(event?.getFirstPropertyValue('last-modified'))).toMatch(/^2027-03-10T08:00/)
  await late.clock.set('2027-04-10T09:00:00Z')
  expect(await body()).not.toContain('BEGIN:VEVENT')
  await late.close()
})

it('leaves out what was never confirmed, and what is long past or far ahead', async () => {
  const { playerId } = booking
  await t.deliver(bookingHeld, t.booking({ playerId, state: 'held', confirmedAt: null }))
  await t.deliver(
    bookingConfirmed,
    t.booking({ playerId, startsAt: '2026-11-01T17:00:00.000Z', endsAt: '2026-11-01T18:00:00.000Z' }),
  )
  await t.deliver(
    bookingConfirmed,
    t.booking({ playerId, startsAt: '2028-04-01T17:00:00.000Z', endsAt: '2028-04-01T18:00:00.000Z' }),
  )
  expect((await eventsOf(await subscribe(playerId))).map(({ uid }) => uid)).toEqual([
    `${booking.id}@esportcoachconnect`,
  ])
})

it('says whose it is to keep, and nothing more while nothing changed', async () => {
  const url = await subscribe(booking.playerId)
  const first = await fetchFeed(url)
  expect(first.headers).toMatchObject({
    'content-type': 'text/calendar; charset=utf-8',
    'cache-control': 'private, no-cache',
  })
  const again = await fetchFeed(url, { 'if-none-match': `"other", W/${String(first.headers['etag'])}` })
  expect([again.statusCode, again.body]).toEqual([304, ''])
  await t.deliver(bookingCancelled, cancelled(booking))
  const changed = await fetchFeed(url, { 'if-none-match': String(first.headers['etag']) })
  expect(changed.statusCode).toBe(200)
})

it('ends an address at once when it is replaced or revoked, and keeps no address', async () => {
  const as = aPlayer(booking.playerId)
  const first = await subscribe(booking.playerId)
  const second = await subscribe(booking.playerId)
  expect(second).not.toBe(first)
  expect([(await fetchFeed(first)).statusCode, (await fetchFeed(second)).statusCode]).toEqual([404, 200])
  const secret = /([\w-]+)\.ics$/.exec(second)?.[1] as string
  const kept = await t.sql<{ row: string }>`select calendar_feeds::text as row from calendar_feeds`
  expect(secret).toHaveLength(43)
  expect(kept.some(({ row }) => row.includes(secret))).toBe(false)
  await t.call(revokeCalendarFeed, {}, { as })
  await t.call(revokeCalendarFeed, {}, { as })
  expect((await fetchFeed(second)).statusCode).toBe(404)
  expect(await t.call(getCalendarFeed, {}, { as })).toEqual({ feed: null })
})

it('tells when the feed was last read, and whose nobody else does', async () => {
  const url = await subscribe(booking.coachId)
  const as = aCoach(booking.coachId)
  expect((await t.call(getCalendarFeed, {}, { as })).feed?.lastReadAt).toBeNull()
  await fetchFeed(url)
  expect((await t.call(getCalendarFeed, {}, { as })).feed?.lastReadAt).toMatch(/^2027-03-0/)
  expect(await t.call(getCalendarFeed, {}, { as: aPlayer() })).toEqual({ feed: null })
})

it('is gone with the account', async () => {
  const url = await subscribe(anId())
  expect((await fetchFeed(url)).statusCode).toBe(404)
})

it('gives no entries without names while user-service is away, so that calendars keep what they have', async () => {
  const away = await testService(definition, {
    fakes: [
      fake(findUsers, async () => {
        throw unavailable()
      }),
    ],
  })
  const { url } = await away.call(createCalendarFeed, { body: {} }, { as: aPlayer() })
  const answer = await away.request({ method: 'GET', url: new URL(url).pathname.replace('/api/v1', '') })
  expect(answer.statusCode).toBe(503)
  await away.close()
})
