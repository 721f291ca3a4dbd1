import { bookingDeclined } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { start } from './run-operation.ts'
import { endUnpaid } from './settlement.ts'

/** The coach declined a request: its authorisation is let go of. */
export const onBookingDeclined = subscribe(bookingDeclined, async ({ payload, once }, ctx: Ctx) => {
  await once(async (tx) => {
    await start(tx, ctx, await endUnpaid(tx, ctx, payload.orderId, 'cancelled'))
  })
})
