import { bookingReleased } from '@ecc/contracts/bookings'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lockHeld } from './escrow.ts'
import { start } from './run-operation.ts'
import { decided, settle } from './settlement.ts'

/** The session is accepted: the held money becomes the coach's, less commission and what goes back for missing time. */
export const onBookingReleased = subscribe(bookingReleased, async ({ payload, once }, ctx: Ctx) => {
  await once(async (tx) => {
    const refund = decided(payload.refund?.amount ?? 0, payload.funds)
    await start(tx, ctx, await settle(tx, ctx, await lockHeld(tx, ctx, payload), { cause: 'released', refund }))
  })
})
