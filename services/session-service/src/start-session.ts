import { bookingStarted } from '@ecc/contracts/bookings'
import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { change, find, lock } from './booking.ts'
import type { Config } from './config.ts'
import { decideOutcome } from './decide-outcome.ts'
import { decideWhenDue } from './group-session.ts'

/** Starts a confirmed session at its time, and has its outcome decided at its end. */
export const startSession = job(
  'start-session',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const { seat, sessionId } = await find(tx, bookingId)
      // After an outage over the cut-off and the start, nothing begins that was to be called off.
      if (seat !== null) await decideWhenDue(tx, sessionId, ctx)
      const row = await lock(tx, bookingId)
      if (row.state !== 'confirmed' || Date.parse(row.startsAt) > ctx.now().getTime()) return
      const booking = await change(tx, row, 'start', { by: 'system' }, ctx.now())
      await ctx.emit(tx, bookingStarted, booking, booking.id)
      await ctx.addJob(tx, decideOutcome, { bookingId }, { runAt: booking.endsAt, key: `outcome:${bookingId}` })
    })
  },
)
