import { bookingDisputed, bookingNotFound } from '@ecc/contracts/bookings'
import { reportProblem as contract, notReportable } from '@ecc/contracts/disputes'
import { type Context, handle } from '@ecc/kit'
import { change, lock } from './booking.ts'
import { allows } from './booking-states.ts'
import type { Config } from './config.ts'

/** POST /bookings/:id/report-problem: opens a dispute, which keeps the money held. */
export const reportProblem = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) =>
  once(async (tx) => {
    const row = await lock(tx, params.id)
    if (row.playerId !== caller.userId) throw bookingNotFound()
    if (!allows(row.state, 'dispute')) throw notReportable()
    const cause = { by: 'player', actorId: caller.userId, reason: body.reason } as const
    const booking = await change(tx, row, 'dispute', cause, ctx.now())
    await ctx.emit(tx, bookingDisputed, { ...booking, openedBy: 'player' }, booking.id)
    return booking
  }),
)
