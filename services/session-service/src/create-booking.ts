import { bookingHeld, createBooking as contract, notBookable, ownOffer } from '@ecc/contracts/bookings'
import { quoteSlot } from '@ecc/contracts/coaches'
import { type Context, failpoint, handle } from '@ecc/kit'
import { hold } from './booking.ts'
import type { Config } from './config.ts'
import { expireHold } from './expire-hold.ts'

/** POST /bookings: holds a coach's slot for a player, to be confirmed by payment. */
export const createBooking = handle(contract, async ({ body, caller, once }, ctx: Context<Config>) => {
  const quote = await ctx.call(quoteSlot, { body })
  if (quote.coachId === caller.userId) throw ownOffer()
  if (quote.kind === 'package') throw notBookable('A package is bought first, and then scheduled.')
  return once(async (tx) => {
    const booking = await hold(tx, quote, caller.userId, ctx)
    await failpoint('booking:held')
    await ctx.emit(tx, bookingHeld, booking, booking.id)
    await ctx.addJob(tx, expireHold, { bookingId: booking.id }, { runAt: booking.holdExpiresAt })
    return booking
  })
})
