import { createGiftCard as contract } from '@ecc/contracts/gift-cards'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { deliverGiftCard } from './deliver-gift-card.ts'
import { expireGiftCard } from './expire-gift-card.ts'
import { addGiftCard, lockBuyer, unpaidOrderOf } from './gift-card.ts'
import { lapse } from './gift-card-money.ts'
import { giftCardView } from './gift-card-view.ts'
import { start } from './run-operation.ts'

/** POST /gift-cards: orders one. It takes the place of an order of the same buyer that is not paid. */
export const createGiftCard = handle(contract, async ({ body, caller, once }, ctx: Ctx) =>
  once(async (tx) => {
    await lockBuyer(tx, caller.userId)
    const before = await unpaidOrderOf(tx, caller.userId)
    if (before !== undefined) await start(tx, ctx, await lapse(tx, ctx, before))
    const card = await addGiftCard(tx, ctx, caller.userId, body)
    await ctx.addJob(tx, expireGiftCard, { giftCardId: card.id }, { runAt: card.payableUntil })
    if (card.deliverAt !== null)
      await ctx.addJob(tx, deliverGiftCard, { giftCardId: card.id }, { runAt: card.deliverAt })
    return giftCardView(card, ctx.now())
  }),
)
