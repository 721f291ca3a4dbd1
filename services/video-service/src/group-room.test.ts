import { bookingCancelled, bookingConfirmed, bookingNotFound } from '@ecc/contracts/bookings'
import {
  attendanceRecorded,
  getAttendance,
  getAttendanceSummary,
  getNotes,
  noRoom,
  saveNotes,
} from '@ecc/contracts/video'
import { anId } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closeCodes } from './connection.ts'
import { cancelled, type TestedBooking, type TestedRooms, videoService } from './testing.ts'

let t: TestedRooms
/** The bookings of three players for one session of one coach. */
let ada: TestedBooking
let bea: TestedBooking
let cem: TestedBooking
beforeEach(async () => {
  // No beat makes up for what was not told.
  t = await videoService({ env: { RTC_BEAT_MS: '20000' } })
  const shared = { sessionId: anId(), coachId: anId() }
  ada = await t.booked(shared)
  bea = await t.booked(shared)
  cem = await t.booked(shared)
})
afterEach(() => t.close())

const idsOf = (peers: readonly { person: { id: string } }[]) => peers.map(({ person }) => person.id).toSorted()

async function enter(booking: TestedBooking, as: 'player' | 'coach' = 'player') {
  const browser = await t.enter(booking, as)
  return { browser, joined: await browser.next('joined') }
}

/** The coach, Ada and Bea in the room, who entered in this order. */
async function three() {
  const coach = (await enter(ada, 'coach')).browser
  const first = (await enter(ada)).browser
  const second = (await enter(bea)).browser
  await coach.next('peer-joined')
  await coach.next('peer-joined')
  await first.next('peer-joined')
  return { coach, ada: first, bea: second }
}

describe('a ticket to the room of a group', () => {
  it('names the players to the coach, and to a player the coach and how many others', async () => {
    const access = await t.open(bea, 'coach')
    expect(access.others.map(({ id }) => id).toSorted()).toEqual(
      [ada, bea, cem].map(({ player }) => player.userId).toSorted(),
    )
    expect(access.more).toBe(0)
    expect(await t.open(bea, 'player')).toMatchObject({ others: [{ id: ada.coach.userId }], more: 2 })
  })

  it('is for a player whose own booking stands, and for the coach as long as any does', async () => {
    await t.deliver(bookingCancelled, cancelled(bea.booking))
    await expect(t.open(bea, 'player')).rejects.toSatisfy(noRoom.is)
    expect((await t.open(bea, 'coach')).others).toHaveLength(2)
    expect((await t.open(ada, 'player')).more).toBe(1)
    for (const { booking } of [ada, cem]) await t.deliver(bookingCancelled, cancelled(booking))
    await expect(t.open(ada, 'coach')).rejects.toSatisfy(noRoom.is)
  })

  it('is no good any more once the player’s own booking is cancelled', async () => {
    const { ticket } = await t.open(bea, 'player')
    await t.deliver(bookingCancelled, cancelled(bea.booking))
    const late = t.connect()
    late.send({ type: 'join', ticket })
    expect(await late.next('closed')).toMatchObject({ reason: 'refused' })
  })
})

describe('in the room of a group', () => {
  it('everybody is told of everybody, and of each pair exactly one gives way', async () => {
    const coach = await enter(ada, 'coach')
    const first = await enter(ada)
    const second = await enter(bea)
    expect(idsOf(second.joined.peers)).toEqual([ada.coach.userId, ada.player.userId].toSorted())
    const [toCoach, toFirst] = [await coach.browser.next('peer-joined'), await first.browser.next('peer-joined')]
    expect([toCoach.polite, first.joined.peers[0]?.polite]).toEqual([false, true])
    expect(toFirst).toMatchObject({ person: { id: bea.player.userId }, role: 'player', generation: 3 })
    const firstAsSeenBySecond = second.joined.peers.find(({ role }) => role === 'player')
    expect(firstAsSeenBySecond?.polite).toBe(!toFirst.polite)
  })

  it('what one says to another reaches nobody else', async () => {
    const room = await three()
    const to = { to: ada.player.userId, generation: 2 }
    room.bea.send({ type: 'description', ...to, kind: 'offer', sdp: 'v=0' })
    expect(await room.ada.next('description')).toMatchObject({ from: bea.player.userId, generation: 3, sdp: 'v=0' })
    room.bea.send({ type: 'chat', text: 'hello all' })
    for (const one of [room.coach, room.ada])
      expect(await one.next('chat')).toMatchObject({ from: bea.player.userId, name: expect.stringMatching(/^Person/) })
    expect(room.coach.unread()).toEqual([])
  })

  it('tells all what one has on, and that one left', async () => {
    const room = await three()
    room.bea.send({ type: 'media', camera: false, microphone: true, screen: true })
    const told = { from: bea.player.userId, camera: false, screen: true }
    for (const one of [room.coach, room.ada]) expect(await one.next('media')).toMatchObject(told)
    room.bea.send({ type: 'leave' })
    for (const one of [room.coach, room.ada])
      expect(await one.next('peer-left')).toEqual({ type: 'peer-left', from: bea.player.userId })
  })

  it('the coach is there once, by whichever booking', async () => {
    const room = await three()
    const again = await enter(cem, 'coach')
    expect(await room.coach.closed).toBe(closeCodes.replaced)
    expect(again.joined.peers).toHaveLength(2)
    expect(await room.ada.next('peer-joined')).toMatchObject({ role: 'coach', generation: 4 })
    expect(room.ada.unread()).toEqual([])
  })

  it('a player whose booking is cancelled leaves alone', async () => {
    const room = await three()
    await t.deliver(bookingCancelled, cancelled(bea.booking))
    expect(await room.bea.next('closed')).toMatchObject({ reason: 'cancelled' })
    expect(await room.bea.closed).toBe(closeCodes.cancelled)
    expect(await room.coach.next('peer-left')).toMatchObject({ from: bea.player.userId })
    room.ada.send({ type: 'chat', text: 'still here' })
    await room.coach.next('chat')
  })

  it('a player who booked again before the end of the cancelled booking is told stays', async () => {
    const { sessionId, coachId, playerId } = bea.booking
    const again = await t.booked({ sessionId, coachId, playerId })
    const room = await three()
    await t.deliver(bookingCancelled, cancelled(bea.booking))
    room.bea.send({ type: 'chat', text: 'still here' })
    await room.coach.next('chat')
    expect((await t.open(again, 'player')).role).toBe('player')
  })

  it('everybody leaves when all bookings are cancelled', async () => {
    const room = await three()
    for (const { booking } of [cem, bea, ada]) await t.deliver(bookingCancelled, cancelled(booking))
    for (const one of [room.coach, room.ada, room.bea]) expect(await one.closed).toBe(closeCodes.cancelled)
  })

  it('everybody leaves when the room closes', async () => {
    const room = await three()
    await t.clock.set('2027-03-01T18:30:01Z')
    for (const one of [room.coach, room.ada, room.bea]) expect(await one.closed).toBe(closeCodes.ended)
  })

  it('the next beat tells what was lost between processes, to the one it is about', async () => {
    const room = await three()
    await t.sql`update bookings set state = 'cancelled' where id = ${bea.id}`
    await t.resources.connections.beat()
    expect(await room.bea.closed).toBe(closeCodes.cancelled)
    await room.coach.next('peer-left')
    expect(room.ada.socket.readyState).toBe(room.ada.socket.OPEN)
  })

  it('is full with a coach and eight players', async () => {
    const { sessionId, coachId } = ada.booking
    const more = await Promise.all(Array.from({ length: 6 }, () => t.booked({ sessionId, coachId })))
    await enter(ada, 'coach')
    for (const booking of [ada, bea, cem, ...more.slice(0, 5)]) await enter(booking)
    const ninth = await t.enter(more[5]!, 'player')
    expect(await ninth.next('closed')).toMatchObject({ reason: 'refused' })
  })
})

describe('what is kept of a group’s session', () => {
  const summaryOf = ({ id }: TestedBooking) => t.call(getAttendanceSummary, { params: { id } })

  it('is attendance by booking: its player and the coach', async () => {
    await t.clock.set('2027-03-01T16:55:00Z')
    const room = await three()
    await t.clock.set('2027-03-01T17:20:00Z')
    room.bea.send({ type: 'leave' })
    await room.coach.next('peer-left')
    await t.clock.set('2027-03-01T18:20:00Z')
    const [first, second, third] = [await summaryOf(ada), await summaryOf(bea), await summaryOf(cem)]
    expect(first).toMatchObject({ playerSeconds: 3600, coachSeconds: 3600, bothSeconds: 3600 })
    expect(second.coachSeconds).toBe(3600)
    expect(second.playerSeconds).toBeLessThan(1205)
    expect(second.bothSeconds).toBe(second.playerSeconds)
    expect(third).toMatchObject({ playerSeconds: 0, coachSeconds: 3600, bothSeconds: 0 })
    const { items } = await t.call(getAttendance, { params: { id: bea.id } }, { as: bea.player })
    expect(items.map(({ role }) => role)).toEqual(['coach', 'player'])
  })

  it('tells of the coach’s stay for each booking, of a player’s for their own', async () => {
    await three()
    const told = await t.emitted(attendanceRecorded)
    const bookingsOf = (role: string) => told.filter((one) => one.role === role).map(({ bookingId }) => bookingId)
    expect(bookingsOf('coach').toSorted()).toEqual([ada.id, bea.id, cem.id].toSorted())
    expect(bookingsOf('player')).toEqual([ada.id, bea.id])
  })

  it('are notes that all share, but not who is not in it any more', async () => {
    await t.call(saveNotes, { params: { id: ada.id }, body: { text: 'smoke first' } }, { as: ada.player })
    const notes = (booking: TestedBooking) => t.call(getNotes, { params: { id: booking.id } }, { as: booking.player })
    expect(await notes(bea)).toMatchObject({ text: 'smoke first', revision: 1 })
    await t.deliver(bookingCancelled, cancelled(bea.booking))
    await expect(notes(bea)).rejects.toSatisfy(bookingNotFound.is)
  })
})

it('keeps two coaches out of one room', async () => {
  const strange = t.unseen({ sessionId: ada.booking.sessionId })
  await expect(t.deliver(bookingConfirmed, strange.booking)).rejects.toThrow(/bookings_room_fkey/)
})
