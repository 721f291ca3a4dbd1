import {
  type BookingRecord,
  bookingCancelled,
  bookingCompleted,
  bookingConfirmed,
  bookingDisputeClosed,
  bookingDisputed,
  bookingNoShow,
  bookingReleased,
  bookingRescheduled,
  bookingResolved,
  bookingStarted,
} from '@ecc/contracts/bookings'
import { subscribe, type Tx } from '@ecc/kit'
import { hasRoom, recordBooking } from './booking.ts'
import { closeRoom, sendOut } from './close-room.ts'
import type { Context } from './config.ts'
import { lockRoom, roomClosesAt, waysIn } from './room.ts'

/** Prepares the room, or moves it to the booking's new time, and plans its end. */
const onTimeAgreed = [bookingConfirmed, bookingRescheduled].map((event) =>
  subscribe(event, async ({ payload, once }, ctx: Context) => {
    await once(async (tx) => {
      await recordBooking(tx, payload)
      const runAt = roomClosesAt(await lockRoom(tx, payload.sessionId))
      await ctx.addJob(tx, closeRoom, { bookingId: payload.id }, { runAt, key: `close-room:${payload.sessionId}` })
    })
  }),
)

const onBookingCancelled = subscribe(bookingCancelled, async ({ payload, once }, ctx: Context) => {
  await once(async (tx) => {
    await recordBooking(tx, payload)
    await sendOutAfterCancelling(tx, ctx, payload)
  })
})

/** Sends everybody out of a session that is off, and of one that goes on for others the player who does not take part any more. */
async function sendOutAfterCancelling(tx: Tx, ctx: Context, { sessionId, playerId }: BookingRecord): Promise<void> {
  const room = await lockRoom(tx, sessionId)
  const end = { roomId: sessionId, at: ctx.now(), reason: 'cancelled' } as const
  if (!room.bookings.some(hasRoom)) await sendOut(tx, ctx, { ...end, detail: 'The session was cancelled' })
  else if (waysIn(room, playerId).length === 0)
    await sendOut(tx, ctx, { ...end, userId: playerId, detail: 'Your booking was cancelled' })
}

const changes = [bookingStarted, bookingCompleted, bookingReleased, bookingNoShow, bookingDisputed]

/** Keeps rooms true to their bookings. */
export const onBookingEvents = [
  ...onTimeAgreed,
  onBookingCancelled,
  ...changes.map((event) =>
    subscribe(event, async ({ payload, once }, _ctx: Context) => {
      await once((tx) => recordBooking(tx, payload))
    }),
  ),
  subscribe(bookingDisputeClosed, async ({ payload, once }, _ctx: Context) => {
    await once((tx) => recordBooking(tx, payload))
  }),
  subscribe(bookingResolved, async ({ payload, once }, _ctx: Context) => {
    await once((tx) => recordBooking(tx, payload))
  }),
]
