/** Confirming a paid booking: one rule for the two ways a capture reaches us, the call and the event. */
import {
  type BookingRecord,
  bookingConfirmed,
  bookingUnfulfilled,
  playerBusy,
  slotTaken,
  trialUsed,
} from '@ecc/contracts/bookings'
import type { Context, Tx } from '@ecc/kit'
import { change, lock, toRecord } from './booking.ts'
import { allows } from './booking-states.ts'
import type { Config } from './config.ts'

/**
 * Confirms a booking whose price was captured. A hold that lapsed meanwhile is confirmed too when its time is still free,
 * else `booking.unfulfilled` has the money sent back. Repeating it changes nothing.
 */
export async function confirmPaid(
  tx: Tx,
  bookingId: string,
  paymentId: string,
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const row = await lock(tx, bookingId)
  if (allows(row.state, 'confirm')) {
    const now = ctx.now()
    try {
      const confirmed = await tx.begin((step) =>
        change(step, row, 'confirm', { by: 'system', reason: 'paid' }, now, { paymentId, confirmedAt: now }),
      )
      await ctx.emit(tx, bookingConfirmed, confirmed, confirmed.id)
      return confirmed
    } catch (error) {
      if (![slotTaken, playerBusy, trialUsed].some((problem) => problem.is(error))) throw error
    }
  }
  if (row.confirmedAt === null) await ctx.emit(tx, bookingUnfulfilled, toRecord(row), row.id)
  return toRecord(row)
}
