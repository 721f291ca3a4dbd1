import type { BookingRecord } from '@ecc/contracts/bookings'
import { bookingCancelled } from '@ecc/contracts/bookings'
import { subscribe, type Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lockHeld, wholeOf } from './escrow.ts'
import type { Operation } from './operation.ts'
import { lockPaymentOf } from './payment.ts'
import { start } from './run-operation.ts'
import { decided, endUnpaid, everything, settle } from './settlement.ts'

/** Cancelled: the player gets back what the policy says, the coach the rest; an unpaid hold or a request just ends. */
export const onBookingCancelled = subscribe(bookingCancelled, async ({ payload, once }, ctx: Ctx) => {
  await once(async (tx) => start(tx, ctx, await cancel(tx, ctx, payload)))
})

async function cancel(tx: Tx, ctx: Ctx, booking: BookingRecord): Promise<Operation[]> {
  const payment = await lockPaymentOf(tx, booking.orderId)
  if (!payment || payment.capturedAt === null) return endUnpaid(tx, ctx, booking.orderId, 'cancelled')
  // A hold let go of while its payment went through was never a session: all of it goes back, whatever the policy.
  if (booking.confirmedAt === null)
    return settle(tx, ctx, await wholeOf(tx, payment), { cause: 'cancelled', refund: everything })
  const refund = decided(booking.cancellation?.refund.amount ?? 0, booking.funds)
  return settle(tx, ctx, await lockHeld(tx, ctx, booking), { cause: 'cancelled', refund })
}
