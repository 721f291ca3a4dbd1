import { bookingCompleted } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { noteRelease } from './escrow.ts'

/** The session took place: the coach's earnings can say when the money comes. */
export const onBookingCompleted = subscribe(bookingCompleted, async ({ payload, once }, ctx: Ctx) => {
  await once((tx) => noteRelease(tx, ctx, payload))
})
