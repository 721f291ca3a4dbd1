import { listDifferences as contract } from '@ecc/contracts/operator'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { differencesShown, differenceView } from './difference.ts'

/** GET /admin/money/differences: where ledger and provider differ, or differed. */
export const listDifferences = handle(contract, async ({ query }, ctx: Ctx) => {
  const page = pageAsked(query)
  const found = await differencesShown(ctx.sql, query.show ?? 'open', page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ foundAt, resolvedAt, id }) => ({
    at: resolvedAt ?? foundAt,
    id,
  }))
  return { items: rows.map(differenceView), nextCursor }
})
