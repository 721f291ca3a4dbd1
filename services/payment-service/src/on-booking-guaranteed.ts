import { bookingGuaranteed } from '@ecc/contracts/aftermath'
import { subscribe } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { payGoodwill } from './credit.ts'
import { start } from './run-operation.ts'

/** The first-session guarantee: the player is paid back by us, and the coach keeps what they earned. */
export const onBookingGuaranteed = subscribe(bookingGuaranteed, async ({ payload, once }, ctx: Ctx) => {
  await once(async (tx) => start(tx, ctx, await payGoodwill(tx, ctx, payload, payload.refund.amount)))
})
