import {
  bookingCancelled,
  bookingCompleted,
  bookingConfirmed,
  bookingDisputeClosed,
  bookingDisputed,
  bookingNoShow,
  bookingReleased,
  bookingResolved,
} from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Context } from './config.ts'
import { recordSession } from './session.ts'

const events = [bookingConfirmed, bookingCancelled, bookingCompleted, bookingNoShow, bookingDisputed, bookingReleased]

/** Keeps what is known of sessions current: whose they are, and whether they took place. */
export const onBookingEvents = [
  ...events.map((event) =>
    subscribe(event, async ({ payload, once }, _ctx: Context) => {
      await once((tx) => recordSession(tx, payload))
    }),
  ),
  subscribe(bookingDisputeClosed, async ({ payload, once }, _ctx: Context) => {
    await once((tx) => recordSession(tx, payload))
  }),
  subscribe(bookingResolved, async ({ payload, once }, _ctx: Context) => {
    await once((tx) => recordSession(tx, payload))
  }),
]
