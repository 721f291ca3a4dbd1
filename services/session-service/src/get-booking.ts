import { getBooking as contract } from '@ecc/contracts/bookings'
import { type Context, handle } from '@ecc/kit'
import { afterwardsOf } from './afterwards.ts'
import { attendanceShown } from './attendance.ts'
import { find, sideOf } from './booking.ts'
import { historyOf } from './booking-history.ts'
import { cancelEffectOf, findPeopleOf, toView } from './booking-view.ts'
import type { Config } from './config.ts'
import { standingsOf } from './group-session.ts'
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
  const group = (await standingsOf(ctx.sql, [row], now)).get(row.sessionId) ?? null
  const startsBefore = (await endsOfPackages(ctx.sql, [row])).get(row.id) ?? null
  const view = toView(row, side, person, { policy, attendance, now }, { group, startsBefore })
  return {
    ...view,
    cancelEffect: await cancelEffectOf(row, view, ctx),
    outcome,
    afterwards: await afterwardsOf(ctx.sql, row, { outcome, side, policy, now }),
    history: await historyOf(ctx.sql, row, (await isBackInPackage(ctx.sql, row, now)) ? 'package' : 'card'),
  }
})
