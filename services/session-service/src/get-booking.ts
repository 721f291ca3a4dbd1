import { getBooking as contract } from '@ecc/contracts/bookings'
import { type Context, handle } from '@ecc/kit'
import { afterwardsOf } from './afterwards.ts'
import { attendanceShown } from './attendance.ts'
import { find, sideOf } from './booking.ts'
import { historyOf } from './booking-history.ts'
import { findPeopleOf, toView } from './booking-view.ts'
import type { Config } from './config.ts'
import { outcomeOf } from './outcome.ts'
import { endsOfPackages, isBackInPackage } from './package-session.ts'
import { policyOf } from './policy.ts'

/** GET /bookings/:id: one booking with its history and outcome, for its two people and staff. */
export const getBooking = handle(contract, async ({ params, caller }, ctx: Context<Config>) => {
  const row = await find(ctx.sql, params.id)
  const side = sideOf(row, caller)
  const now = ctx.now()
  const policy = await policyOf(row.policyVersion, ctx, ctx.sql)
  const attendance = side === 'player' ? await attendanceShown(row, ctx) : null
  const outcome = await outcomeOf(ctx.sql, row)
  const person = await findPeopleOf([row], ctx)
  return {
    ...toView(row, side, person, { policy, attendance, now }, await endsOfPackages(ctx.sql, [row])),
    outcome,
    afterwards: await afterwardsOf(ctx.sql, row, { outcome, side, policy, now }),
    history: await historyOf(ctx.sql, row, (await isBackInPackage(ctx.sql, row, now)) ? 'package' : 'card'),
  }
})
