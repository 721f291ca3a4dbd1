import * as contract from '@ecc/contracts/external-calendars'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { askForSync } from './external-calendar/external-calendar.ts'
import { syncNow } from './sync-calendars.ts'

/** POST /coaches/me/calendars/:id/sync: has a calendar fetched now; the answer does not wait for that. */
export const syncExternalCalendar = handle(
  contract.syncExternalCalendar,
  async ({ params, caller }, ctx: Context<Config>) => {
    return ctx.sql.begin(async (tx) => {
      const calendar = await askForSync(tx, params.id, caller.userId, ctx.now())
      if (!calendar) throw contract.calendarNotFound()
      await syncNow(tx, ctx)
      return calendar
    })
  },
)
