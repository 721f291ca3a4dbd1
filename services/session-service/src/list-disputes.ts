import { listDisputes as contract } from '@ecc/contracts/disputes'
import { type Context, cutPage, handle, pageAsked } from '@ecc/kit'
import { findAll } from './booking.ts'
import type { Config } from './config.ts'
import { openDisputes } from './dispute.ts'
import { viewList } from './dispute-view.ts'

/** GET /admin/disputes: open disputes, all or the caller's, the one whose ruling is due first at the top. */
export const listDisputes = handle(contract, async ({ query, caller }, ctx: Context<Config>) => {
  const asked = pageAsked(query)
  const found = await openDisputes(ctx.sql, query.mine ? caller.userId : null, asked)
  const { rows, nextCursor } = cutPage(found, asked.limit, ({ ruleBy, id }) => ({ at: ruleBy, id }))
  const bookings = await findAll(
    ctx.sql,
    rows.map(({ bookingId }) => bookingId),
  )
  return { items: await viewList(rows, bookings, ctx), nextCursor }
})
