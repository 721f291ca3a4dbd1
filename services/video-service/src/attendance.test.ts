import { createHmac } from 'node:crypto'
import { bookingCancelled, bookingNotFound } from '@ecc/contracts/bookings'
import { attendanceRecorded, getAttendance, getAttendanceSummary } from '@ecc/contracts/video'
import { anAdmin, anId, aPlayer } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sweepStays } from './sweep-stays.ts'
import { cancelled, type TestedBooking, type TestedRooms, videoService } from './testing.ts'

let t: TestedRooms
let booking: TestedBooking
beforeEach(async () => {
  t = await videoService({ now: '2027-03-01T16:50:01Z', env: { ATTENDANCE_SECRET: 'a-secret-for-attendance' } })
  booking = await t.booked()
})
afterEach(() => t.close())

const recordsOf = async () =>
  (await t.call(getAttendance, { params: { id: booking.id } }, { as: booking.player })).items
const summary = () => t.call(getAttendanceSummary, { params: { id: booking.id } })

async function enter(as: 'player' | 'coach') {
  const browser = await t.enter(booking, as)
  await browser.next('joined')
  return browser
}

/** Leaves, and waits until the record is written: the other side is told after that. */
async function leave(browser: Awaited<ReturnType<typeof enter>>, other: Awaited<ReturnType<typeof enter>>) {
  browser.send({ type: 'leave' })
  await other.next('peer-left')
}

describe('GET /bookings/:id/attendance', () => {
  it('has a signed record of each stay, and tells the others of its begin and end', async () => {
    const coach = await enter('coach')
    const player = await enter('player')
    await coach.next('peer-joined')
    await leave(player, coach)
    const records = await recordsOf()
    expect(records.map((record) => record.role)).toEqual(['coach', 'player'])
    expect(records[0]?.leftAt).toBeNull()
    for (const { signature, userId, role, joinedAt, leftAt } of records) {
      const signed = JSON.stringify([booking.id, userId, role, joinedAt, leftAt])
      expect(signature).toBe(createHmac('sha256', 'a-secret-for-attendance').update(signed).digest('hex'))
    }
    const told = await t.emitted(attendanceRecorded)
    expect(told.map((one) => [one.role, one.leftAt === null])).toEqual([
      ['coach', true],
      ['player', true],
      ['player', false],
    ])
    expect(told[2]?.leftAt).toBe(records[1]?.leftAt)
  })

  it('has one stay after the other when a connection replaces another', async () => {
    await enter('player')
    await enter('player')
    const [first, second] = await recordsOf()
    expect(first?.leftAt).toBe(second?.joinedAt)
    expect(second?.leftAt).toBeNull()
  })

  it('does not exist for anybody else, an admin included', async () => {
    for (const as of [aPlayer(), anAdmin()]) {
      const reading = t.call(getAttendance, { params: { id: booking.id } }, { as })
      await expect(reading).rejects.toSatisfy(bookingNotFound.is)
    }
  })
})

describe('GET /internal/bookings/:id/attendance', () => {
  it('counts the seconds of each side and of both between start and end', async () => {
    const coach = await enter('coach')
    await t.clock.set('2027-03-01T17:10:00Z')
    const player = await enter('player')
    await coach.next('peer-joined')
    await t.clock.set('2027-03-01T17:40:00Z')
    await leave(player, coach)
    await t.clock.set('2027-03-01T18:20:00Z')
    const { playerSeconds, coachSeconds, bothSeconds } = await summary()
    expect(playerSeconds).toBeGreaterThanOrEqual(1795)
    expect(playerSeconds).toBeLessThanOrEqual(1801)
    expect(coachSeconds).toBe(3600)
    expect(bothSeconds).toBe(playerSeconds)
  })

  it('is nothing for a room that nobody entered or knows', async () => {
    const nothing = { playerSeconds: 0, coachSeconds: 0, bothSeconds: 0 }
    expect(await summary()).toMatchObject(nothing)
    expect(await t.call(getAttendanceSummary, { params: { id: anId() } })).toMatchObject(nothing)
  })
})

describe('stays end', () => {
  it('when the room closes, at that moment', async () => {
    const coach = await enter('coach')
    await t.clock.set('2027-03-01T18:45:00Z')
    await coach.closed
    expect((await recordsOf())[0]?.leftAt).toBe('2027-03-01T18:30:00.000Z')
  })

  it('when the booking is cancelled', async () => {
    await enter('coach')
    await t.deliver(bookingCancelled, cancelled(booking.booking))
    expect((await recordsOf())[0]?.leftAt).not.toBeNull()
    expect(await t.emitted(attendanceRecorded)).toHaveLength(2)
  })

  it('where they were last seen, a minute after their process died', async () => {
    const lost = await enter('player')
    const [stay] = await t.sql<{ id: string }>`select id from stays`
    // A row as a killed process leaves it: open, of a connection that nobody holds.
    await t.sql`update stays set left_at = null, joined_at = '2027-03-01T16:55:00Z', last_seen_at = '2027-03-01T17:05:00Z',
                                 id = ${anId()} where id = ${stay?.id}`
    await t.clock.set('2027-03-01T17:05:59Z')
    await sweepStays.run({}, t.ctx)
    expect((await recordsOf())[0]?.leftAt).toBeNull()
    await t.clock.set('2027-03-01T17:06:02Z')
    await sweepStays.run({}, t.ctx)
    expect((await recordsOf())[0]?.leftAt).toBe('2027-03-01T17:05:00.000Z')
    await lost.closed
  })

  it('not for whoever is connected, when a development clock is moved forward', async () => {
    const coach = await enter('coach')
    await t.clock.set('2027-03-01T17:30:00Z')
    await sweepStays.run({}, t.ctx)
    expect((await recordsOf())[0]?.leftAt).toBeNull()
    expect(coach.unread()).toEqual([])
  })

  it('when the service stops', async () => {
    await enter('coach')
    await t.resources.connections.close()
    expect((await recordsOf())[0]?.leftAt).not.toBeNull()
  })
})

it('forgets tickets a day after they expired', async () => {
  await t.open(booking, 'player')
  await t.clock.advance({ hours: 23 })
  await sweepStays.run({}, t.ctx)
  expect(await t.sql`select id from tickets`).toHaveLength(1)
  await t.clock.advance({ hours: 2 })
  await sweepStays.run({}, t.ctx)
  expect(await t.sql`select id from tickets`).toEqual([])
})
