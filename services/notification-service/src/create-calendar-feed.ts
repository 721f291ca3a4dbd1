import * as contract from '@ecc/contracts/calendar-feeds'
import { handle, pathOf } from '@ecc/kit'
import { saveFeed, secretBytes } from './calendar-feed.ts'
import type { Context } from './config.ts'

/** POST /calendar-feed: a feed under a new address, which ends the one before. */
export const createCalendarFeed = handle(contract.createCalendarFeed, async ({ caller }, ctx: Context) => {
  const token = ctx.random(secretBytes).toString('base64url')
  const feed = await saveFeed(ctx.sql, caller.userId, token, ctx.now())
  const path = pathOf(contract.readCalendarFeed, { token }, {})
  return { ...feed, url: `${ctx.config.PUBLIC_URL}/api/v1${path}` }
})
