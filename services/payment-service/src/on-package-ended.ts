import { packageEnded } from '@ecc/contracts/packages'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { wholeOf } from './escrow.ts'
import { lockPaymentOf } from './payment.ts'
import { start } from './run-operation.ts'
import { settle } from './settlement.ts'

/** A package is over: of the price of its unused sessions the refund goes back, what is left to the coach. */
export const onPackageEnded = subscribe(packageEnded, async ({ payload, once }, ctx: Ctx) => {
  const { id, refund, rest } = payload
  if (rest.amount === 0) return
  await once(async (tx) => {
    const payment = await lockPaymentOf(tx, id)
    if (!payment) throw new Error(`package ${id} was paid and has no payment`)
    const held = await wholeOf(tx, payment)
    await start(
      tx,
      ctx,
      await settle(tx, ctx, held, { cause: 'ended', amount: rest.amount, refund: () => refund.amount }),
    )
  })
})
