import { listRefusedRefunds as contract } from '@ecc/contracts/operator'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { refusedRefunds } from './operator-fact.ts'

/** GET /admin/money/refused-refunds: money that players are owed and no card takes. */
export const listRefusedRefunds = handle(contract, async ({ query }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await refusedRefunds(ctx.sql, page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ refusedAt, id }) => ({ at: refusedAt, id }))
  const items = rows.map(({ refundId, orderId, escrowId, playerId, amount, currency, refusedAt }) => ({
    refundId,
    orderId,
    bookingId: escrowId,
    playerId,
    amount: { amount, currency },
    refusedAt,
  }))
  return { items, nextCursor }
})
