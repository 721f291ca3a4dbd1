import { listPayouts as contract } from '@ecc/contracts/payouts'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { payoutsOf, payoutView } from './payout.ts'

/** GET /coaches/me/payouts: the caller's payouts, newest first. */
export const listPayouts = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await payoutsOf(ctx.sql, caller.userId, page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ createdAt, id }) => ({ at: createdAt, id }))
  return { items: rows.map(payoutView), nextCursor }
})
