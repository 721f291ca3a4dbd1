import { job } from '@ecc/kit'
import { Type } from 'typebox'
import type { Context } from './config.ts'
import { publishRatings } from './rating.ts'
import { closesAt, lockSession } from './session.ts'

/** At the end of the window: publishes the one rating that is in, when the other side gave none. */
export const closeWindow = job(
  'close-window',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context) => {
    await ctx.sql.begin(async (tx) => {
      const session = await lockSession(tx, bookingId)
      const end = closesAt(session, ctx.config.RATING_WINDOW_DAYS)
      if (end && end > ctx.now()) return
      await publishRatings(tx, session, ctx)
    })
  },
)
