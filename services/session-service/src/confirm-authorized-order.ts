import { confirmAuthorizedOrder as contract } from '@ecc/contracts/orders'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { putToCoach } from './confirmation.ts'
import { expireRequest } from './expire-request.ts'

/** POST /internal/orders/:id/confirm-authorized: the quick way in; `payment.authorized` does the same again, harmlessly. */
export const confirmAuthorizedOrder = handle(contract, async ({ params, body }, ctx: Context<Config>) =>
  ctx.sql.begin(async (tx) => {
    const order = { orderId: params.id, ...body }
    const { request, id: bookingId, state } = await putToCoach(tx, order, ctx)
    if (request && state === 'requested')
      await ctx.addJob(tx, expireRequest, { bookingId }, { runAt: request.expiresAt, key: `request:${bookingId}` })
    return { requested: request !== null }
  }),
)
