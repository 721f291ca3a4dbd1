import { paymentAuthorized } from '@ecc/contracts/payments'
import { type Context, subscribe } from '@ecc/kit'
import type { Config } from './config.ts'
import { putToCoach } from './confirmation.ts'
import { expireRequest } from './expire-request.ts'

/** Puts a request to its coach when its price was authorised, also when the payment's own call never arrived. */
export const onPaymentAuthorized = subscribe(paymentAuthorized, async ({ payload, once }, ctx: Context<Config>) => {
  await once(async (tx) => {
    const { request, id: bookingId, state } = await putToCoach(tx, payload, ctx)
    if (request && state === 'requested')
      await ctx.addJob(tx, expireRequest, { bookingId }, { runAt: request.expiresAt, key: `request:${bookingId}` })
  })
})
