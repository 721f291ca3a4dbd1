import { putIn } from '@ecc/contracts/booking-parts'
import { packageEnded } from '@ecc/contracts/packages'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { wholeOf } from './escrow.ts'
import { lockPaymentOf } from './payment.ts'
import { start } from './run-operation.ts'
import { decided, settle } from './settlement.ts'

/** A package is over: of the price of its unused sessions the refund goes back, what is left to the coach. */
export const onPackageEnded = subscribe(packageEnded, async ({ payload, once }, ctx: Ctx) => {
  const { id, refund, rest, restFunds } = payload
  if (rest.amount === 0) return
  await once(async (tx) => {
    const payment = await lockPaymentOf(tx, id)
    if (!payment) throw new Error(`package ${id} was paid and has no payment`)
    const { card, promotion, fee } = putIn(restFunds ? { price: rest, funds: restFunds } : { price: rest })
    const of = { amount: card + promotion, promotion, fee }
    const decision = { cause: 'ended', of, refund: decided(refund.amount, restFunds) } as const
    await start(tx, ctx, await settle(tx, ctx, await wholeOf(tx, payment), decision))
  })
})
