import { getEarnings as contract } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { earningItems, earningTotals } from './earnings.ts'
import { cut, pageOf } from './page.ts'

/** GET /coaches/me/earnings: held, available and paid money of the caller, and the bookings behind it. */
export const getEarnings = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const page = pageOf(query)
  const found = await earningItems(ctx.sql, caller.userId, page)
  const { rows, nextCursor } = cut(found, page.limit, ({ at }) => at)
  return {
    totals: await earningTotals(ctx.sql, caller.userId),
    items: rows,
    nextCursor,
  }
})
