import * as contract from '@ecc/contracts/availability'
import { type Context, handle } from '@ecc/kit'
import { readHours } from './availability.ts'
import { lockCoach } from './coach.ts'
import type { Config } from './config.ts'
import { endPause, endPauseAt } from './end-pause.ts'
import { checkReturnDate, pauseEnd, setReturnDate } from './pause.ts'
import { zoneOf } from './person.ts'
import { refreshSearch } from './search-row.ts'

/** PUT /coaches/me/pause: out of search and without slots until the return date begins on the coach's clock. */
export const pauseCoach = handle(contract.pauseCoach, async ({ body, caller }, ctx: Context<Config>) => {
  const now = ctx.now()
  return ctx.sql.begin(async (tx) => {
    await lockCoach(tx, caller.userId, now)
    const zone = (await readHours(tx, caller.userId))?.zone ?? (await zoneOf(tx, caller.userId))
    checkReturnDate(body.returnsOn, zone, now)
    await setReturnDate(tx, caller.userId, body.returnsOn)
    await refreshSearch(tx, caller.userId, now)
    const pausedUntil = pauseEnd(body.returnsOn, zone)
    await ctx.addJob(tx, endPause, { coachId: caller.userId }, endPauseAt(caller.userId, pausedUntil))
    return { returnsOn: body.returnsOn, pausedUntil: pausedUntil.toISOString() }
  })
})
