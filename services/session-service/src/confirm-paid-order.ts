import { confirmPaidOrder as contract } from '@ecc/contracts/orders'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { confirmPaid } from './confirmation.ts'
import { startSession } from './start-session.ts'

/** POST /internal/orders/:id/confirm-paid: the quick way in; `payment.captured` does the same again, harmlessly. */
export const confirmPaidOrder = handle(contract, async ({ params, body }, ctx: Context<Config>) =>
  ctx.sql.begin(async (tx) => {
    const order = { orderId: params.id, ...body }
    const { confirmed, bookings } = await confirmPaid(tx, order, ctx)
    for (const { id: bookingId, startsAt: runAt } of bookings)
      await ctx.addJob(tx, startSession, { bookingId }, { runAt, key: `start:${bookingId}` })
    return { confirmed }
  }),
)
