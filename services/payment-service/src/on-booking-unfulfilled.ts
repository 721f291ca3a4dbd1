import { bookingUnfulfilled } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { wholeOf } from './escrow.ts'
import { lockPaymentOf } from './payment.ts'
import { start } from './run-operation.ts'
import { everything, settle } from './settlement.ts'

/** Paid after a slot was gone: all of the order goes back, at once. */
export const onBookingUnfulfilled = subscribe(bookingUnfulfilled, async ({ payload, once }, ctx: Ctx) => {
  await once(async (tx) => {
    const payment = await lockPaymentOf(tx, payload.orderId)
    if (!payment || payment.capturedAt === null) return
    const held = await wholeOf(tx, payment)
    await start(tx, ctx, await settle(tx, ctx, held, { cause: 'unfulfilled', refund: everything }))
  })
})
