import { paymentCaptured } from '@ecc/contracts/payments'
import { type Context, subscribe } from '@ecc/kit'
import type { Config } from './config.ts'
import { confirmPaid } from './confirmation.ts'
import { startSession } from './start-session.ts'

/** Confirms a booking when its price was captured, also when the payment's own call never arrived. */
export const onPaymentCaptured = subscribe(paymentCaptured, async ({ payload, once }, ctx: Context<Config>) => {
  await once(async (tx) => {
    const booking = await confirmPaid(tx, payload.bookingId, payload.paymentId, ctx)
    if (booking.state === 'confirmed')
      await ctx.addJob(
        tx,
        startSession,
        { bookingId: booking.id },
        { runAt: booking.startsAt, key: `start:${booking.id}` },
      )
  })
})
