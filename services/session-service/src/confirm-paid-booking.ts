import { confirmPaidBooking as contract } from '@ecc/contracts/bookings'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { confirmPaid } from './confirmation.ts'
import { startSession } from './start-session.ts'

/** POST /internal/bookings/:id/confirm-paid: the quick way in; `payment.captured` does the same again, harmlessly. */
export const confirmPaidBooking = handle(contract, async ({ params, body }, ctx: Context<Config>) =>
  ctx.sql.begin(async (tx) => {
    const booking = await confirmPaid(tx, params.id, body.paymentId, ctx)
    if (booking.state === 'confirmed')
      await ctx.addJob(
        tx,
        startSession,
        { bookingId: booking.id },
        { runAt: booking.startsAt, key: `start:${booking.id}` },
      )
    return booking
  }),
)
