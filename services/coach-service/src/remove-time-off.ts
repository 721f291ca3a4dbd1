import * as contract from '@ecc/contracts/availability'
import { type Context, handle } from '@ecc/kit'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { refreshSearch } from './search-row.ts'
import { deleteTimeOff } from './time-off.ts'

/** DELETE /coaches/me/time-off/:id: slots are offered then again. */
export const removeTimeOff = handle(contract.removeTimeOff, async ({ params, caller }, ctx: Context<Config>) => {
  await ctx.sql.begin(async (tx) => {
    await lockKnownCoach(tx, caller.userId)
    await deleteTimeOff(tx, caller.userId, params.id)
    await refreshSearch(tx, caller.userId, ctx.now())
  })
  return null
})
