import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { forgetPast } from './busy.ts'
import type { Config } from './config.ts'
import { forgetPastDates } from './group-date.ts'
import { forgetPastTimeOff } from './time-off.ts'

/** Drops what ended long ago from the busy times, the group dates and the time off, so that the tables stay as small as the calendar is. */
export const forgetPastBookings = job(
  'forget-past-bookings',
  Type.Object({}),
  async (_, { sql, now }: Context<Config>) => {
    await sql.begin(async (tx) => {
      await forgetPast(tx, now())
      await forgetPastDates(tx, now())
      await forgetPastTimeOff(tx, now())
    })
  },
  { cron: '17 3 * * *' },
)
