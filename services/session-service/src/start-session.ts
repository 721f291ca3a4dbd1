import { bookingStarted } from '@ecc/contracts/bookings'
import { type Context, job } from '@ecc/kit'
import { Type } from 'typebox'
import { change, lock } from './booking.ts'
import type { Config } from './config.ts'
import { decideOutcome } from './decide-outcome.ts'

/** Starts a confirmed session at its time, and has its outcome decided at its end. */
export const startSession = job(
  'start-session',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lock(tx, bookingId)
      if (row.state !== 'confirmed' || Date.parse(row.startsAt) > ctx.now().getTime()) return
      const booking = await change(tx, row, 'start', { by: 'system' }, ctx.now())
      await ctx.emit(tx, bookingStarted, booking, booking.id)
      await ctx.addJob(tx, decideOutcome, { bookingId }, { runAt: booking.endsAt, key: `outcome:${bookingId}` })
    })
  },
)
