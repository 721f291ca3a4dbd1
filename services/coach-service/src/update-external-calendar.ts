import * as contract from '@ecc/contracts/external-calendars'
import { type Context, handle } from '@ecc/kit'
import { lockCoach } from './coach.ts'
import type { Config } from './config.ts'
import { changeCalendar } from './external-calendar/external-calendar.ts'
import { refreshSearch } from './search-row.ts'
import { syncNow } from './sync-calendars.ts'

/** PATCH /coaches/me/calendars/:id: renames, pauses, or goes on; paused, a calendar gives its times back at once. */
export const updateExternalCalendar = handle(
  contract.updateExternalCalendar,
  async ({ params, body, caller }, ctx: Context<Config>) => {
    return ctx.sql.begin(async (tx) => {
      await lockCoach(tx, caller.userId, ctx.now())
      const calendar = await changeCalendar(tx, { ...params, ...body, coachId: caller.userId }, ctx.now())
      if (!calendar) throw contract.calendarNotFound()
      if (body.paused === true) await refreshSearch(tx, caller.userId, ctx.now())
      if (body.paused === false) await syncNow(tx, ctx)
      return calendar
    })
  },
)
