import { bookingExpired } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { start } from './run-operation.ts'
import { endUnpaid } from './settlement.ts'

/** A hold lapsed unpaid, or a request ended: an intent that could still capture is cancelled. */
export const onBookingExpired = subscribe(bookingExpired, async ({ payload, once }, ctx: Ctx) => {
  await once(async (tx) => {
    await start(tx, ctx, await endUnpaid(tx, ctx, payload.orderId, 'expired'))
  })
})
