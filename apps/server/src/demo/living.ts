/** How a session is lived through on a clock of our own: booked, paid, joined by both, left. */
import { type BookingRecord, createBooking, getBooking } from '@ecc/contracts/bookings'
import { listSlots } from '@ecc/contracts/coaches'
import { payBooking } from '@ecc/contracts/payments'
import { openRoom } from '@ecc/contracts/video'
import { bringJobsForward } from '@ecc/kit'
import { WebSocket } from 'ws'
import type { AllInOne } from '../all-in-one.ts'
import type { DemoPerson } from './client.ts'
import { type JoinedCoach, until } from './joining.ts'

const dayMs = 86_400_000

/** An all-in-one server and its address. */
export interface Stage {
  server: AllInOne
  base: string
}

/** Moves a server's clock forward to an instant (epoch ms), with the jobs that wait for it. */
export async function moveTo({ server }: Stage, at: number): Promise<void> {
  const ms = at - server.clock.now().getTime()
  if (ms <= 0) return
  server.clock.offsetMs += ms
  await bringJobsForward(server.platform.databaseUrl, ms)
}

/** Books and pays the coach's first free slot at least `minutesAhead` away. */
export async function bookSession(
  stage: Stage,
  player: DemoPerson,
  coach: JoinedCoach,
  minutesAhead: number,
): Promise<BookingRecord> {
  const from = stage.server.clock.now().getTime() + minutesAhead * 60_000
  const query = {
    offerId: coach.offerId,
    from: new Date(from).toISOString(),
    to: new Date(from + 2 * dayMs).toISOString(),
  }
  const { items } = await player.call(listSlots, { params: { id: coach.id }, query })
  const slot = items[0]
  if (!slot) throw new Error(`${coach.person.email} has no free slot`)
  const booking = await player.call(createBooking, { body: { offerId: coach.offerId, startsAt: slot.startsAt } })
  await player.call(payBooking, { params: { id: booking.id }, body: { paymentMethodId: 'pm_card_visa' } })
  return booking
}

/** Both sides join the room at the start and leave at the end. */
export async function holdSession(
  stage: Stage,
  session: { booking: BookingRecord; player: DemoPerson; coach: DemoPerson },
): Promise<void> {
  const { booking, player, coach } = session
  await moveTo(stage, Date.parse(booking.startsAt) + 1_000)
  await until(async () => {
    const { state } = await player.call(getBooking, { params: { id: booking.id } })
    if (state !== 'in_progress') throw new Error(`the session has not started: it is ${state}`)
  })
  const sockets = await Promise.all([joinRoom(stage, player, booking.id), joinRoom(stage, coach, booking.id)])
  await moveTo(stage, Date.parse(booking.endsAt) - 60_000)
  await Promise.all(sockets.map(leaveRoom))
}

/** Joins the room of a booking that is on or about to begin. */
export async function joinRoom(stage: Pick<Stage, 'base'>, person: DemoPerson, bookingId: string): Promise<WebSocket> {
  const { ticket } = await person.call(openRoom, { params: { id: bookingId }, body: {} })
  const socket = new WebSocket(`${stage.base.replace('http', 'ws')}/rtc`)
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('open', () => socket.send(JSON.stringify({ type: 'join', ticket })))
    socket.once('message', () => resolve())
  })
  return socket
}

/** Leaves the room again. */
export function leaveRoom(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
    socket.close()
  })
}
