import { getAttendanceSummary } from '@ecc/contracts/video'
import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { lock } from './booking.ts'
import type { Config } from './config.ts'
import { complete, missed, outcomeOf } from './outcome.ts'
import { releaseMoney } from './release-money.ts'

/** At the end of a session, decides from the room's attendance how it went. */
export const decideOutcome = job(
  'decide-outcome',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    const outcome = outcomeOf(await ctx.call(getAttendanceSummary, { params: { id: bookingId } }))
    await ctx.sql.begin(async (tx) => {
      const row = await lock(tx, bookingId)
      if (row.state !== 'in_progress') return
      if (outcome !== 'complete') return void (await missed(tx, row, outcome, ctx))
      const booking = await complete(tx, row, { by: 'system', reason: 'both sides attended' }, ctx)
      await ctx.addJob(
        tx,
        releaseMoney,
        { bookingId },
        { runAt: booking.releaseAt as string, key: `release:${bookingId}` },
      )
    })
  },
)
