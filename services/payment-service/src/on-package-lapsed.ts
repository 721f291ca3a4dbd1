import { packageLapsed } from '@ecc/contracts/packages'
import { subscribe, type Tx } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { wholeOf } from './escrow.ts'
import type { Operation } from './operation.ts'
import { lockPaymentOf } from './payment.ts'
import { start } from './run-operation.ts'
import { endUnpaid, everything, settle } from './settlement.ts'

/** A package was not paid in time, or let go of: an intent that could still capture is cancelled. */
export const onPackageLapsed = subscribe(packageLapsed, async ({ payload, once }, ctx: Ctx) => {
  await once(async (tx) => start(tx, ctx, await lapse(tx, ctx, payload.id, payload.cause)))
})

/** One paid a little late is used all the same; one let go of while its payment went through goes back. */
async function lapse(tx: Tx, ctx: Ctx, orderId: string, cause: 'cancelled' | 'expired'): Promise<Operation[]> {
  const payment = await lockPaymentOf(tx, orderId)
  if (!payment || payment.capturedAt === null) return endUnpaid(tx, ctx, orderId, cause)
  if (cause === 'expired') return []
  return settle(tx, ctx, await wholeOf(tx, payment), { cause, refund: everything })
}
