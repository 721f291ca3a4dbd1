import { bookingResolved } from '@ecc/contracts/bookings'
import { backOf, type Paid } from '@ecc/contracts/price-quote'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lockHeld } from './escrow.ts'
import { start } from './run-operation.ts'
import { settle } from './settlement.ts'

/** A dispute was settled: the ruled percentage goes back, to the card or as credit, the rest to the coach. */
export const onBookingResolved = subscribe(bookingResolved, async ({ payload, once }, ctx: Ctx) => {
  const refund = (paid: Paid) => backOf(paid, payload.refundPercent, 100)
  await once(async (tx) => {
    const decision = { cause: 'resolved', refund, asCredit: payload.into === 'credit' } as const
    await start(tx, ctx, await settle(tx, ctx, await lockHeld(tx, ctx, payload), decision))
  })
})
