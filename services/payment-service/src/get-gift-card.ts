import { getGiftCard as contract } from '@ecc/contracts/gift-cards'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { ownGiftCard } from './gift-card.ts'
import { giftCardView } from './gift-card-view.ts'

/** GET /gift-cards/:id: one that the caller bought or ordered. */
export const getGiftCard = handle(contract, async ({ params, caller }, ctx: Ctx) =>
  giftCardView(await ownGiftCard(ctx.sql, params.id, caller.userId), ctx.now()),
)
