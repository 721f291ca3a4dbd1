import { listPayments as contract } from '@ecc/contracts/payments'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { receiptNumbersOf } from './document.ts'
import { paymentsOf, viewOf } from './payment.ts'

/** GET /payments: what the caller paid and got back, newest first. */
export const listPayments = handle(contract, async ({ query, caller }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await paymentsOf(ctx.sql, caller.userId, page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ createdAt, id }) => ({ at: createdAt, id }))
  const numbers = await receiptNumbersOf(
    ctx.sql,
    rows.map(({ id }) => id),
  )
  return { items: rows.map((row) => ({ ...viewOf(row), receiptNumber: numbers.get(row.id) ?? null })), nextCursor }
})
