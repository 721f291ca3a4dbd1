import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { forgetPast } from './busy.ts'
import type { Config } from './config.ts'

/** Drops what ended long ago from the busy times, so that the table stays as small as the calendar is. */
export const forgetPastBookings = job(
  'forget-past-bookings',
  Type.Object({}),
  async (_, { sql, now }: Context<Config>) => {
    await sql.begin((tx) => forgetPast(tx, now()))
  },
  { cron: '17 3 * * *' },
)
