import { paymentCaptured } from '@ecc/contracts/payments'
import { type Context, subscribe } from '@ecc/kit'
import type { Config } from './config.ts'
import { confirmPaid } from './confirmation.ts'
import { startSession } from './start-session.ts'

/** Confirms an order when its price was captured, also when the payment's own call never arrived. */
export const onPaymentCaptured = subscribe(paymentCaptured, async ({ payload, once }, ctx: Context<Config>) => {
  // A gift card is nothing that is scheduled.
  if (payload.orderKind === 'gift-card') return
  await once(async (tx) => {
    const { bookings } = await confirmPaid(tx, payload, ctx)
    for (const { id: bookingId, startsAt: runAt } of bookings)
      await ctx.addJob(tx, startSession, { bookingId }, { runAt, key: `start:${bookingId}` })
  })
})
