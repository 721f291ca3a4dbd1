import * as contract from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { ownAvailability, readCalendar } from './calendar.ts'
import type { Config } from './config.ts'
import { meetPerson, readPerson } from './person.ts'

/** GET /coaches/me/availability: the hours; before the first save an empty week in the person's own zone, unconfirmed. */
export const getAvailability = handle(contract.getAvailability, async ({ caller }, ctx: Context<Config>) => {
  const calendar = await readCalendar(ctx.sql, caller.userId, ctx.now())
  if (calendar) return ownAvailability(calendar, calendar.hours.zone, ctx.now())
  await meetPerson(ctx, caller.userId)
  const person = await readPerson(ctx.sql, caller.userId)
  return ownAvailability(undefined, person?.timeZone ?? 'UTC', ctx.now())
})
