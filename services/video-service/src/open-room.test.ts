import { createHmac } from 'node:crypto'
import { type BookingState, bookingCancelled, bookingNotFound, bookingRescheduled } from '@ecc/contracts/bookings'
import { noRoom, openRoom, roomNotOpen } from '@ecc/contracts/video'
import { anAdmin, anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cancelled, type TestedRooms, videoService } from './testing.ts'

let t: TestedRooms
beforeAll(async () => {
  const env = {
    STUN_URLS: 'stun:stun.example.com',
    TURN_URL: 'turn:turn.example.com:3478, turns:turn.example.com:443',
    TURN_SECRET: 'a-secret-shared-with-coturn',
  }
  t = await videoService({ env })
})
afterAll(() => t.close())

/** A session that starts so many minutes from now and lasts an hour. */
function startingIn(minutes: number) {
  const start = t.clock.now().getTime() + minutes * 60_000
  return { startsAt: new Date(start).toISOString(), endsAt: new Date(start + 3_600_000).toISOString() }
}

it('gives each side a ticket of two minutes, both cards, and the room’s times', async () => {
  const booking = await t.booked()
  const access = await t.open(booking, 'coach')
  expect(access).toMatchObject({
    bookingId: booking.id,
    role: 'coach',
    me: { id: booking.coach.userId },
    others: [{ id: booking.player.userId, timeZone: 'Europe/Berlin' }],
    more: 0,
    startsAt: '2027-03-01T17:00:00.000Z',
    closesAt: '2027-03-01T18:30:00.000Z',
  })
  const lifeMs = Date.parse(access.ticketExpiresAt) - t.clock.now().getTime()
  expect(lifeMs).toBeLessThanOrEqual(120_000)
  expect(lifeMs).toBeGreaterThan(110_000)
  expect((await t.open(booking, 'player')).role).toBe('player')
})

it('gives TURN credentials of ten minutes as coturn checks them', async () => {
  const booking = await t.booked()
  const { iceServers } = await t.open(booking, 'player')
  const [stun, turn] = iceServers
  expect(stun).toEqual({ urls: ['stun:stun.example.com'] })
  expect(turn?.urls).toEqual(['turn:turn.example.com:3478', 'turns:turn.example.com:443'])
  const [expiry, user] = (turn?.username ?? '').split(':')
  expect(user).toBe(booking.player.userId)
  const lifeSeconds = Number(expiry) - t.clock.now().getTime() / 1000
  expect(lifeSeconds).toBeGreaterThan(590)
  expect(lifeSeconds).toBeLessThanOrEqual(600)
  const password = createHmac('sha1', 'a-secret-shared-with-coturn')
    .update(turn?.username ?? '')
    .digest('base64')
  expect(turn?.credential).toBe(password)
})

it('opens ten minutes before the start, and tells when', async () => {
  const early = await t.booked(startingIn(10.5))
  const times = { opensAt: new Date(Date.parse(early.booking.startsAt) - 600_000).toISOString() }
  await expect(t.open(early, 'player')).rejects.toSatisfy(roomNotOpen.is)
  await expect(t.open(early, 'player')).rejects.toMatchObject({ extra: times })
  await expect(t.open(await t.booked(startingIn(9.9)), 'player')).resolves.toMatchObject({ role: 'player' })
})

it('closes half an hour after the end, and no ticket outlives it', async () => {
  const access = await t.open(await t.booked(startingIn(-89)), 'player')
  expect(access.ticketExpiresAt).toBe(access.closesAt)
  await expect(t.open(await t.booked(startingIn(-90)), 'player')).rejects.toSatisfy(roomNotOpen.is)
})

it.each<BookingState>(['in_progress', 'completed', 'released'])('is there for a booking that is %s', async (state) => {
  await expect(t.open(await t.booked({ state }), 'coach')).resolves.toMatchObject({ role: 'coach' })
})

it.each<BookingState>(['held', 'expired', 'cancelled', 'no_show_player', 'no_show_coach', 'disputed', 'resolved'])(
  'is not there for a booking that is %s',
  async (state) => {
    await expect(t.open(t.unseen({ state }), 'coach')).rejects.toSatisfy(noRoom.is)
  },
)

it('moves with its booking, also to an earlier time', async () => {
  const known = await t.booked(startingIn(300))
  await expect(t.open(known, 'player')).rejects.toSatisfy(roomNotOpen.is)
  const { startsAt: fromStartsAt, endsAt: fromEndsAt, sequence } = known.booking
  const moved = { by: 'coach', fromStartsAt, fromEndsAt, noticeMinutes: 300 } as const
  await t.deliver(bookingRescheduled, { ...known.booking, ...startingIn(5), sequence: sequence + 2, moved })
  expect(Date.parse((await t.open(known, 'player')).closesAt) - t.clock.now().getTime()).toBeLessThanOrEqual(
    95 * 60_000,
  )
})

it('is not there any more once the booking was cancelled', async () => {
  const booking = await t.booked()
  await t.deliver(bookingCancelled, cancelled(booking.booking))
  await expect(t.open(booking, 'player')).rejects.toSatisfy(noRoom.is)
})

it('opens although the booking’s event has not arrived yet', async () => {
  await expect(t.open(t.unseen(), 'player')).resolves.toMatchObject({ role: 'player' })
})

it('opens without names while user-service is away', async () => {
  const booking = await t.booked()
  t.userService.isAway = true
  try {
    expect(await t.open(booking, 'player')).toMatchObject({ others: [{ displayName: 'Coach' }] })
  } finally {
    t.userService.isAway = false
  }
})

it('does not exist for anybody else, an admin included', async () => {
  const booking = await t.booked()
  for (const as of [aPlayer(), anAdmin()]) {
    const opening = t.call(openRoom, { params: { id: booking.id }, body: {} }, { as })
    await expect(opening).rejects.toSatisfy(bookingNotFound.is)
  }
  const missing = t.call(openRoom, { params: { id: anId() }, body: {} }, { as: aPlayer() })
  await expect(missing).rejects.toSatisfy(bookingNotFound.is)
})
