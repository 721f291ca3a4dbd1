import * as contract from '@ecc/contracts/external-calendars'
import { type Context, handle } from '@ecc/kit'
import { lockCoach } from './coach.ts'
import type { Config } from './config.ts'
import { addCalendar } from './external-calendar/external-calendar.ts'
import { feedAddress } from './external-calendar/feed-address.ts'
import { meetPerson } from './person.ts'
import { syncNow } from './sync-calendars.ts'

/** POST /coaches/me/calendars: adds a calendar, to be fetched right after; the answer does not wait for that. */
export const addExternalCalendar = handle(
  contract.addExternalCalendar,
  async ({ body, caller }, ctx: Context<Config>) => {
    const url = feedAddress(body.url, ctx.config.CALENDAR_LOCAL_FEEDS)
    await meetPerson(ctx, caller.userId) // their zone is the clock of whole days before hours are saved
    return ctx.sql.begin(async (tx) => {
      await lockCoach(tx, caller.userId, ctx.now())
      const calendar = await addCalendar(tx, { id: ctx.id(), coachId: caller.userId, name: body.name, url }, ctx.now())
      await syncNow(tx, ctx)
      return calendar
    })
  },
)
