import * as contract from '@ecc/contracts/external-calendars'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { listCalendars } from './external-calendar/external-calendar.ts'

/** GET /coaches/me/calendars: the caller's external calendars with how their syncs went. */
export const listExternalCalendars = handle(
  contract.listExternalCalendars,
  async ({ caller }, { sql }: Context<Config>) => ({ items: await listCalendars(sql, caller.userId) }),
)
