import { getEarnings as contract } from '@ecc/contracts/payments'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import { commissionTier, paidMinutesOf } from './commission.ts'
import type { Ctx } from './config.ts'
import { earningItems, earningTotals } from './earnings.ts'

/** GET /coaches/me/earnings: held, available and paid money of the caller, the commission, and the bookings behind it. */
export const getEarnings = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await earningItems(ctx.sql, caller.userId, page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ at, id }) => ({ at, id }))
  return {
    totals: await earningTotals(ctx.sql, caller.userId),
    commission: commissionTier(await paidMinutesOf(ctx.sql, caller.userId)),
    items: rows,
    nextCursor,
  }
})
