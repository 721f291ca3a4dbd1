import { bookingUnfulfilled } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { start } from './run-operation.ts'
import { settle } from './settlement.ts'

/** Paid after the slot was gone: everything goes back. */
export const onBookingUnfulfilled = subscribe(bookingUnfulfilled, async ({ payload, once }, ctx: Ctx) => {
  await once(async (tx) => {
    await start(tx, ctx, await settle(tx, ctx, payload.id, { cause: 'unfulfilled', refund: (amount) => amount }))
  })
})
