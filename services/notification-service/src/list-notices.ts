import * as contract from '@ecc/contracts/notifications'
import { handle, pageAsked } from '@ecc/kit'
import type { Context } from './config.ts'
import { countUnread, pageOfNotices } from './notice.ts'

/** GET /notifications: the caller's notices, newest first, with the number of unread ones. */
export const listNotices = handle(contract.listNotices, async ({ query, caller }, ctx: Context) => {
  const page = await pageOfNotices(ctx.sql, caller.userId, pageAsked(query))
  return { ...page, unread: await countUnread(ctx.sql, caller.userId) }
})
