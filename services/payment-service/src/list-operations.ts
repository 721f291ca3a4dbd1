import { listOperations as contract } from '@ecc/contracts/operator'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { operationsShown, operationView } from './operation.ts'

/** GET /admin/money/operations: what is in doubt, or waits for a coach's account, oldest first. */
export const listOperations = handle(contract, async ({ query }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await operationsShown(ctx.sql, query.show ?? 'open', page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ createdAt, id }) => ({ at: createdAt, id }))
  return { items: rows.map((row) => operationView(row, ctx.now())), nextCursor }
})
