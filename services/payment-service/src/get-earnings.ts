import { getEarnings as contract } from '@ecc/contracts/earnings'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import { commissionTier, paidMinutesOf } from './commission.ts'
import type { Ctx } from './config.ts'
import { earningItems, earningTotals } from './earnings.ts'

/** GET /coaches/me/earnings: the caller's money by where it is, the commission, and the bookings behind it. */
export const getEarnings = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await earningItems(ctx.sql, caller.userId, page, ctx.now())
  const { rows, nextCursor } = cutPage(found, page.limit, ({ at, id }) => ({ at, id }))
  return {
    totals: await earningTotals(ctx.sql, caller.userId, ctx.now()),
    commission: commissionTier(await paidMinutesOf(ctx.sql, caller.userId)),
    items: rows,
    nextCursor,
  }
})
