import * as contract from '@ecc/contracts/notifications'
import { handle } from '@ecc/kit'
import type { Context } from './config.ts'
import { markRead } from './notice.ts'

/** POST /notifications/read: marks the caller's notices as read. */
export const readNotices = handle(contract.readNotices, async ({ body, caller }, ctx: Context) => {
  await markRead(ctx.sql, caller.userId, body.ids, ctx.now())
  return null
})
