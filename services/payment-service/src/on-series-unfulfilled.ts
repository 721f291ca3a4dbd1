import { seriesUnfulfilled } from '@ecc/contracts/series'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { wholeOf } from './escrow.ts'
import { lockPaymentOf } from './payment.ts'
import { start } from './run-operation.ts'
import { everything, settle } from './settlement.ts'

/** Paid after one of its slots was gone: none of the series is kept, and all of it goes back in one refund. */
export const onSeriesUnfulfilled = subscribe(seriesUnfulfilled, async ({ payload, once }, ctx: Ctx) => {
  await once(async (tx) => {
    const payment = await lockPaymentOf(tx, payload.id)
    if (!payment || payment.capturedAt === null) throw new Error(`series ${payload.id} was paid and has no payment`)
    const held = await wholeOf(tx, payment)
    await start(tx, ctx, await settle(tx, ctx, held, { cause: 'unfulfilled', refund: everything }))
  })
})
