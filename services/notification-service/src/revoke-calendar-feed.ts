import * as contract from '@ecc/contracts/calendar-feeds'
import { handle } from '@ecc/kit'
import { removeFeed } from './calendar-feed.ts'
import type { Context } from './config.ts'

/** DELETE /calendar-feed: the address answers 404 from now on. */
export const revokeCalendarFeed = handle(contract.revokeCalendarFeed, async ({ caller }, ctx: Context) => {
  await removeFeed(ctx.sql, caller.userId)
  return null
})
