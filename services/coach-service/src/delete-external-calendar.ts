import * as contract from '@ecc/contracts/external-calendars'
import { type Context, handle } from '@ecc/kit'
import { lockKnownCoach } from './coach.ts'
import type { Config } from './config.ts'
import { removeCalendar } from './external-calendar/external-calendar.ts'
import { refreshSearch } from './search-row.ts'

/** DELETE /coaches/me/calendars/:id: forgets a calendar, and gives its times back at once. */
export const deleteExternalCalendar = handle(
  contract.deleteExternalCalendar,
  async ({ params, caller }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      await lockKnownCoach(tx, caller.userId)
      if (!(await removeCalendar(tx, params.id, caller.userId))) throw contract.calendarNotFound()
      await refreshSearch(tx, caller.userId, ctx.now())
    })
    return null
  },
)
