import {
  bookingCancelled,
  bookingCompleted,
  bookingConfirmed,
  bookingDisputed,
  bookingNoShow,
  bookingReleased,
  bookingRescheduled,
  bookingResolved,
  bookingStarted,
} from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import { closeRoom, emptyRoom } from './close-room.ts'
import type { Context } from './config.ts'
import { closesAt, recordRoom } from './room.ts'

/** Prepares the room, or moves it to the booking's new time, and plans its end. */
const onTimeAgreed = [bookingConfirmed, bookingRescheduled].map((event) =>
  subscribe(event, async ({ payload, once }, ctx: Context) => {
    await once(async (tx) => {
      await recordRoom(tx, payload)
      const options = { runAt: closesAt(payload), key: `close-room:${payload.id}` }
      await ctx.addJob(tx, closeRoom, { bookingId: payload.id }, options)
    })
  }),
)

/** Sends out whoever is in the room of a session that is off. */
const onBookingCancelled = subscribe(bookingCancelled, async ({ payload, once }, ctx: Context) => {
  await once(async (tx) => {
    await recordRoom(tx, payload)
    const end = {
      bookingId: payload.id,
      at: ctx.now(),
      reason: 'cancelled',
      detail: 'The session was cancelled',
    } as const
    await emptyRoom(tx, ctx, end)
  })
})

const changes = [bookingStarted, bookingCompleted, bookingReleased, bookingNoShow, bookingDisputed]

/** Keeps rooms true to their bookings. */
export const onBookingEvents = [
  ...onTimeAgreed,
  onBookingCancelled,
  ...changes.map((event) =>
    subscribe(event, async ({ payload, once }, _ctx: Context) => {
      await once((tx) => recordRoom(tx, payload))
    }),
  ),
  subscribe(bookingResolved, async ({ payload, once }, _ctx: Context) => {
    await once((tx) => recordRoom(tx, payload))
  }),
]
