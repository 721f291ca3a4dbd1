import { sendGiftCard as contract, giftCardNotMailed } from '@ecc/contracts/gift-cards'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { lockOpenGiftCard, ownGiftCard } from './gift-card.ts'
import { deliver } from './gift-card-delivery.ts'
import { giftCardView } from './gift-card-view.ts'

/** POST /gift-cards/:id/send: mails it with a new code, also before its day. */
export const sendGiftCard = handle(contract, async ({ params, caller }, ctx: Ctx) =>
  ctx.sql.begin(async (tx) => {
    const card = await lockOpenGiftCard(tx, params.id, caller.userId)
    if (card.recipientEmail === null) throw giftCardNotMailed()
    await deliver(tx, ctx, card)
    return giftCardView(await ownGiftCard(tx, card.id, caller.userId), ctx.now())
  }),
)
