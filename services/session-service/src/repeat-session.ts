import { repeatSession as contract, notRepeatable } from '@ecc/contracts/aftermath'
import { bookingConfirmed, bookingNotFound } from '@ecc/contracts/bookings'
import { quoteSlot } from '@ecc/contracts/coaches'
import { type Context, handle } from '@ecc/kit'
import { repeatUntil } from './afterwards.ts'
import { change, find, toRecord } from './booking.ts'
import type { Config } from './config.ts'
import { refuseAfterPackage } from './package-session.ts'
import { lockForMove, moveFailed } from './reschedule.ts'
import { startSession } from './start-session.ts'

/** POST /bookings/:id/repeat: a free slot of the same offer instead of the refund for a technical failure, or as ruled in a dispute; the money stays. */
export const repeatSession = handle(contract, async ({ params, body, caller, once }, ctx: Context<Config>) => {
  const asked = await find(ctx.sql, params.id)
  if (asked.playerId !== caller.userId) throw bookingNotFound()
  if (asked.seat !== null) throw notRepeatable('The others of the group stay with its time; your money comes back.')
  const { offerId } = asked
  const sold = { durationMinutes: toRecord(asked).durationMinutes, anyTime: false }
  const quote = await ctx.call(quoteSlot, { body: { offerId, startsAt: body.startsAt, sold } })
  return once(async (tx) => {
    const row = await lockForMove(tx, params.id, ctx, quote)
    const now = ctx.now()
    if (repeatUntil(row, { side: 'player', now }) === null) throw notRepeatable()
    await refuseAfterPackage(tx, row, quote.startsAt)
    const moved = await moveFailed(tx, row, quote, now)
    const cause = { by: 'player', actorId: caller.userId, reason: 'another time instead of the refund' } as const
    const booking = await change(tx, moved, 'repeat', cause, now)
    await ctx.emit(tx, bookingConfirmed, booking, booking.id)
    const start = { runAt: booking.startsAt, key: `start:${booking.id}` }
    await ctx.addJob(tx, startSession, { bookingId: booking.id }, start)
    return booking
  })
})
