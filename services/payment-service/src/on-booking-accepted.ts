import { bookingAccepted } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import { captureAuthorized } from './capture.ts'
import type { Ctx } from './config.ts'
import { start } from './run-operation.ts'

/** The coach accepted a request: its player is charged. */
export const onBookingAccepted = subscribe(bookingAccepted, async ({ payload, once }, ctx: Ctx) => {
  await once(async (tx) => {
    await start(tx, ctx, await captureAuthorized(tx, ctx, payload.orderId))
  })
})
