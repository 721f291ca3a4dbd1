import { listPromoCodes as contract, listOwnPromoCodes as ownContract } from '@ecc/contracts/promo-codes'
import { cutPage, handle, pageAsked } from '@ecc/kit'
import type { Ctx } from './config.ts'
import { promoCodesOf, promoCodeView } from './promo-code.ts'

/** GET /admin/promo-codes: the platform's own, with their uses. */
export const listPromoCodes = handle(contract, async ({ query }, ctx: Ctx) => list(ctx, null, query))

/** GET /coaches/me/promo-codes: the caller's own. */
export const listOwnPromoCodes = handle(ownContract, async ({ query, caller }, ctx: Ctx) =>
  list(ctx, caller.userId, query),
)

async function list(ctx: Ctx, coachId: string | null, query: { cursor?: string; limit?: number }) {
  const page = pageAsked(query)
  const found = await promoCodesOf(ctx.sql, coachId, page)
  const { rows, nextCursor } = cutPage(found, page.limit, ({ createdAt, id }) => ({ at: createdAt, id }))
  return { items: rows.map((row) => promoCodeView(row, ctx.now())), nextCursor }
}
