import { listCredits as contract } from '@ecc/contracts/payments'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { creditBalances, creditsOf } from './credit.ts'

/** GET /payments/credits: what the caller has to spend, and where it came from. */
export const listCredits = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await creditsOf(ctx.sql, caller.userId, page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ createdAt, id }) => ({ at: createdAt, id }))
  const items = rows.map(({ bookingId, giftCardId, amount, currency, createdAt }) => ({
    bookingId,
    giftCardId,
    amount: { amount, currency },
    at: createdAt,
  }))
  return { balances: await creditBalances(ctx.sql, caller.userId), items, nextCursor }
})
