import { listPayments as contract } from '@ecc/contracts/payments'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { paymentsOf, viewOf } from './payment.ts'

/** GET /payments: what the caller paid and got back, newest first. */
export const listPayments = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await paymentsOf(ctx.sql, caller.userId, page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ createdAt, id }) => ({ at: createdAt, id }))
  return { items: rows.map(viewOf), nextCursor }
})
