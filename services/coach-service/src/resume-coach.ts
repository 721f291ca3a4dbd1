import * as contract from '@ecc/contracts/availability'
import { type Context, handle } from '@ecc/kit'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { setReturnDate } from './pause.ts'
import { refreshSearch } from './search-row.ts'

/** DELETE /coaches/me/pause: back at once; for one who is not away nothing happens. */
export const resumeCoach = handle(contract.resumeCoach, async ({ caller }, ctx: Context<Config>) => {
  await ctx.sql.begin(async (tx) => {
    await lockKnownCoach(tx, caller.userId)
    await setReturnDate(tx, caller.userId, null)
    await refreshSearch(tx, caller.userId, ctx.now())
  })
  return null
})
