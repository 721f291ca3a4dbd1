import type { Attendance } from '@ecc/contracts/outcomes'
import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { anyCame, attendanceOf } from './attendance.ts'
import { type BookingRow, find, lock } from './booking.ts'
import type { Config } from './config.ts'
import { othersOf } from './group-session.ts'
import { applyOutcome, recordOutcome } from './outcome.ts'
import { decide, wasThere } from './outcome-rules.ts'
import { policyOf } from './policy.ts'
import { planRelease } from './release-money.ts'

/** At the end of a session, decides from the room's attendance how it went. */
export const decideOutcome = job(
  'decide-outcome',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    const attendance = await attendanceOf(bookingId, ctx)
    const othersCame = await didOthersCome(await find(ctx.sql, bookingId), attendance, ctx)
    await ctx.sql.begin(async (tx) => {
      const row = await lock(tx, bookingId)
      const isDue = Date.parse(row.endsAt) <= ctx.now().getTime()
      if (!isDue || (row.state !== 'in_progress' && row.state !== 'disputed')) return
      const policy = await policyOf(row.policyVersion, ctx, tx)
      const decision = decide(attendance, row, policy, othersCame)
      // A problem reported during the session is staff's to decide; what the room recorded is put beside it.
      if (row.state === 'disputed') return recordOutcome(tx, row, decision, attendance, ctx.now())
      await planRelease(tx, await applyOutcome(tx, row, { decision, attendance, policy }, ctx), ctx)
    })
  },
)

/** Only of a group, and only who did not come themselves need to know. */
async function didOthersCome(row: BookingRow, attendance: Attendance, ctx: Context<Config>): Promise<boolean> {
  const policy = await policyOf(row.policyVersion, ctx, ctx.sql)
  if (row.seat === null || wasThere(attendance.playerSeconds, policy)) return false
  return anyCame(await othersOf(ctx.sql, row), policy, ctx)
}
