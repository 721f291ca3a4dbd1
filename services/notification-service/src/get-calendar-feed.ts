import * as contract from '@ecc/contracts/calendar-feeds'
import { handle } from '@ecc/kit'
import { findFeed } from './calendar-feed.ts'
import type { Context } from './config.ts'

/** GET /calendar-feed: whether the caller has a feed; its address cannot be told again. */
export const getCalendarFeed = handle(contract.getCalendarFeed, async ({ caller }, ctx: Context) => {
  return { feed: (await findFeed(ctx.sql, caller.userId)) ?? null }
})
