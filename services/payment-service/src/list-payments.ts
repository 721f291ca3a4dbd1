import { listPayments as contract } from '@ecc/contracts/payments'
import { handle } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { cut, pageOf } from './page.ts'
import { paymentsOf, viewOf } from './payment.ts'

/** GET /payments: what the caller paid and got back, newest first. */
export const listPayments = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const page = pageOf(query)
  const found = await paymentsOf(ctx.sql, caller.userId, page)
  const { rows, nextCursor } = cut(found, page.limit, ({ createdAt }) => createdAt)
  return { items: rows.map(viewOf), nextCursor }
})
