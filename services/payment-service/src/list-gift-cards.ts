import { listAllGiftCards as allContract, listGiftCards as contract } from '@ecc/contracts/gift-cards'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { type GiftCard, giftCardsOf, searchGiftCards } from './gift-card.ts'
import { giftCardView, staffView } from './gift-card-view.ts'

const positionOf = ({ createdAt, id }: GiftCard) => ({ at: createdAt, id })

/** GET /gift-cards: what the caller bought, newest first. */
export const listGiftCards = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await giftCardsOf(ctx.sql, caller.userId, ctx.now(), page)
  const { rows, nextCursor } = cutPage(found, page.limit, positionOf)
  return { items: rows.map((row) => giftCardView(row, ctx.now())), nextCursor }
})

/** GET /admin/gift-cards: everyone's that fit, newest first. */
export const listAllGiftCards = handle(allContract, async ({ query }, ctx: Ctx) => {
  const page = pageAsked(query)
  const { rows, nextCursor } = cutPage(await searchGiftCards(ctx.sql, query, page), page.limit, positionOf)
  return { items: rows.map(staffView), nextCursor }
})
