/** video-service under test: bookings and people faked by contract, and browsers at the signalling socket. */
import { type BookingRecord, bookingConfirmed, bookingNotFound, getBookingRecord } from '@ecc/contracts/bookings'
import { unavailable } from '@ecc/contracts/problems'
import { aBookingRecord, aContact } from '@ecc/contracts/samples'
import { findUsers } from '@ecc/contracts/users'
import { type ClientSignal, openRoom, type RoomAccess, type ServerSignal } from '@ecc/contracts/video'
import { type Caller, OffsetClock } from '@ecc/kit'
import { aCoach, aPlayer, fake, type TestedService, testService } from '@ecc/kit/testing'
import { WebSocket } from 'ws'
import type { Config, Resources } from './config.ts'
import definition from './service.ts'

/** A booked session with its two people. */
export interface TestedBooking {
  id: string
  booking: BookingRecord
  player: Caller
  coach: Caller
}

/** A browser at `/rtc`. */
export interface Browser {
  socket: WebSocket
  send(signal: ClientSignal): void
  /** The next message of this type; others before it are skipped. */
  next<T extends ServerSignal['type']>(type: T): Promise<Extract<ServerSignal, { type: T }>>
  /** What has come and was not asked for yet. */
  unread(): ServerSignal[]
  closed: Promise<number>
}

/** The service with bookings and browsers. */
export interface TestedRooms extends TestedService<Config, Resources> {
  wsUrl: string
  /** A booking from 17:00 to 18:00 UTC on 1 March 2027, confirmed unless told; known to session-service only. */
  unseen(details?: Partial<BookingRecord>): TestedBooking
  /** The same, once its event has arrived. */
  booked(details?: Partial<BookingRecord>): Promise<TestedBooking>
  open(booking: TestedBooking, as: 'player' | 'coach'): Promise<RoomAccess>
  connect(options?: { autoPong?: boolean }): Browser
  /** Opens the room, connects, joins. */
  enter(booking: TestedBooking, as: 'player' | 'coach'): Promise<Browser>
  userService: { isAway: boolean }
}

/** Starts the service at the start of the booked session, 17:00 UTC on 1 March 2027. */
export async function videoService(options: { env?: Record<string, string>; now?: string } = {}): Promise<TestedRooms> {
  const bookings = new Map<string, BookingRecord>()
  const userService = { isAway: false }
  const t = await testService<Config, Resources>(definition, {
    clock: new OffsetClock(options.now ?? '2027-03-01T17:00:00Z'),
    env: options.env ?? {},
    fakes: [
      fake(getBookingRecord, async ({ params }) => {
        const booking = bookings.get((params as { id: string }).id)
        if (!booking) throw bookingNotFound()
        return booking
      }),
      fake(findUsers, async ({ body }) => {
        if (userService.isAway) throw unavailable()
        return { items: body.ids.map((id) => aContact({ id })) }
      }),
    ],
  })
  const { wsUrl } = await t.listen()
  const unseen: TestedRooms['unseen'] = (details = {}) => {
    const booking = aBookingRecord(details)
    bookings.set(booking.id, booking)
    return { id: booking.id, booking, player: aPlayer(booking.playerId), coach: aCoach(booking.coachId) }
  }
  const open: TestedRooms['open'] = (booking, as) =>
    t.call(openRoom, { params: { id: booking.id }, body: {} }, { as: booking[as] })
  const connect: TestedRooms['connect'] = (options) => browser(new WebSocket(`${wsUrl}/rtc`, ['ecc'], options))
  return {
    ...t,
    wsUrl,
    userService,
    unseen,
    open,
    connect,
    async booked(details) {
      const made = unseen(details)
      await t.deliver(bookingConfirmed, made.booking, { aggregateId: made.id })
      return made
    },
    async enter(booking, as) {
      const { ticket } = await open(booking, as)
      const joining = connect()
      joining.send({ type: 'join', ticket })
      return joining
    },
  }
}

function browser(socket: WebSocket): Browser {
  const arrived: ServerSignal[] = []
  let wake = () => {}
  const opened = new Promise<void>((resolve) => socket.once('open', resolve))
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  socket.on('message', (data) => {
    arrived.push(JSON.parse((data as Buffer).toString()) as ServerSignal)
    wake()
  })
  return {
    socket,
    closed,
    send: (signal) => void opened.then(() => socket.send(JSON.stringify(signal))),
    async next(type) {
      for (;;) {
        for (let signal = arrived.shift(); signal; signal = arrived.shift())
          if (signal.type === type) return signal as never
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    unread: () => [...arrived],
  }
}

/** The same booking after its coach cancelled it. */
export function cancelled(booking: BookingRecord): BookingRecord {
  const refund = booking.price
  const cancellation = { by: 'coach', reason: null, at: '2027-03-01T17:00:00.000Z', refund } as const
  return { ...booking, state: 'cancelled', sequence: booking.sequence + 1, cancellation }
}
