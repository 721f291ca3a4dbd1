import { removeMark as contract } from '@ecc/contracts/aftermath'
import { type Context, handle } from '@ecc/kit'
import { toMark, unmark } from './coach-mark.ts'
import type { Config } from './config.ts'

/** POST /admin/marks/:id/remove: takes a mark back, and shows the coach again if it had hidden them. */
export const removeMark = handle(contract, async ({ params, body, caller }, ctx: Context<Config>) =>
  ctx.sql.begin(async (tx) => toMark(await unmark(tx, params.id, { by: caller.userId, why: body.reason }, ctx))),
)
