import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Ctx } from './config.ts'
import { lapse } from './gift-card-money.ts'
import { start } from './run-operation.ts'

/** Ends an order for a gift card that was not paid in time. */
export const expireGiftCard = job(
  'expire-gift-card',
  Type.Object({ giftCardId: Type.String() }),
  async ({ giftCardId }, ctx: Ctx) => {
    await ctx.sql.begin(async (tx) => start(tx, ctx, await lapse(tx, ctx, giftCardId)))
  },
)
