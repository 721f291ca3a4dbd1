import { bookingDisputeClosed } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { noteRelease, thawAfterDispute } from './escrow.ts'

/** A dispute ended and no money moved: it is no longer frozen, and follows the booking again. */
export const onBookingDisputeClosed = subscribe(bookingDisputeClosed, async ({ payload, once }, ctx: Ctx) => {
  await once(async (tx) => {
    await thawAfterDispute(tx, ctx, payload)
    await noteRelease(tx, ctx, payload)
  })
})
