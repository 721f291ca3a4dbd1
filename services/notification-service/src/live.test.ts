import { bookingConfirmed } from '@ecc/contracts/bookings'
import type { Caller } from '@ecc/kit'
import { aPlayer } from '@ecc/kit/testing'
import { afterEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { closeCodes } from './live-sockets.ts'
import { notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
afterEach(() => t.close())

async function start(env: Record<string, string> = {}) {
  t = await notificationService({ env })
  return (await t.listen()).wsUrl
}

/** A browser's live connection: its messages one after the other, and how it ended. */
function connect(wsUrl: string, person: Caller | null, options: { autoPong?: boolean } = {}) {
  const protocols = person ? ['ecc', `bearer.${person.token}`] : ['ecc']
  const socket = new WebSocket(`${wsUrl}/ws`, protocols, options)
  const arrived: unknown[] = []
  const waiting: ((message: unknown) => void)[] = []
  socket.on('message', (data) => {
    const message: unknown = JSON.parse((data as Buffer).toString())
    const next = waiting.shift()
    if (next) next(message)
    else arrived.push(message)
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  const failed = new Promise<string>((resolve) => socket.on('error', (error) => resolve(error.message)))
  const next = () =>
    arrived.length > 0
      ? Promise.resolve(arrived.shift())
      : new Promise<unknown>((resolve) => void waiting.push(resolve))
  return { socket, next, closed, failed }
}

it('says ready, then brings notices and booking changes as they happen to both people', async () => {
  const wsUrl = await start()
  const booking = t.booking()
  const both = [booking.playerId, booking.coachId].map((id) => connect(wsUrl, aPlayer(id)))
  for (const one of both) expect(await one.next()).toEqual({ type: 'ready' })
  await t.deliver(bookingConfirmed, booking)
  for (const one of both) {
    expect(await one.next()).toMatchObject({ type: 'notice', notice: { kind: 'booking', readAt: null } })
    expect(await one.next()).toEqual({ type: 'booking', bookingId: booking.id, state: 'confirmed' })
  }
})

it('is refused to whoever is not signed in', async () => {
  const { failed } = connect(await start(), null)
  expect(await failed).toContain('401')
})

it('ends a connection that shows no life', async () => {
  const { closed } = connect(await start({ LIVE_PING_MS: '30' }), aPlayer(), { autoPong: false })
  expect(await closed).toBe(1006)
})

it('asks for a new connection, with a fresh token, after an hour', async () => {
  const one = connect(await start({ LIVE_PING_MS: '30' }), aPlayer())
  await one.next()
  await t.clock.advance({ minutes: 61 })
  expect(await one.closed).toBe(closeCodes.renew)
})

it('keeps ten connections of a person; an eleventh takes the place of the oldest', async () => {
  const wsUrl = await start()
  const person = aPlayer()
  const all = []
  for (let i = 0; i < 11; i++) {
    const one = connect(wsUrl, person)
    await one.next()
    all.push(one)
  }
  expect(await all[0]?.closed).toBe(closeCodes.tooMany)
  expect(t.resources.live.count(person.userId)).toBe(10)
})
