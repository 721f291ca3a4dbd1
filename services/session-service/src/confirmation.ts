/** Confirming a paid order, or asking for an authorised one: one rule for the two ways it reaches us, the call and the event. */
import {
  type BookingRecord,
  bookingConfirmed,
  bookingUnfulfilled,
  notBookable,
  playerBusy,
  slotTaken,
  trialUsed,
} from '@ecc/contracts/bookings'
import { orderNotFound } from '@ecc/contracts/orders'
import { type Context, failpoint, type Tx } from '@ecc/kit'
import { change, lock, toRecord } from './booking.ts'
import { allows } from './booking-states.ts'
import type { Config } from './config.ts'
import { readOrder } from './order.ts'
import { activate } from './package.ts'
import { isEndedRequest, request } from './request.ts'
import { confirmAll } from './series.ts'

/** What became of a paid order: its bookings that are confirmed, whose sessions are to be started. */
export interface Confirmation {
  confirmed: boolean
  bookings: BookingRecord[]
}

/** Confirms an order whose price was captured. Repeating it changes nothing. Throws orderNotFound. */
export async function confirmPaid(
  tx: Tx,
  { orderId, paymentId }: { orderId: string; paymentId: string },
  ctx: Context<Config>,
): Promise<Confirmation> {
  const { kind } = await readOrder(tx, orderId)
  if (kind === 'package') return { confirmed: await activate(tx, orderId, paymentId, ctx), bookings: [] }
  if (kind === 'series') return confirmAll(tx, orderId, paymentId, ctx)
  const booking = await confirmBooking(tx, orderId, paymentId, ctx)
  return { confirmed: booking.confirmedAt !== null, bookings: booking.state === 'confirmed' ? [booking] : [] }
}

/**
 * Confirms a booking whose price was captured. A hold that lapsed meanwhile is confirmed too when its time is still free,
 * else `booking.unfulfilled` has the money sent back; so it has for a request that has ended. Repeating it changes nothing.
 */
async function confirmBooking(
  tx: Tx,
  bookingId: string,
  paymentId: string,
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const row = await lock(tx, bookingId)
  if (allows(row.state, 'confirm') && !isEndedRequest(row)) {
    const now = ctx.now()
    try {
      const confirmed = await tx.begin((step) =>
        change(step, row, 'confirm', { by: 'system', reason: 'paid' }, now, { paymentId, confirmedAt: now }),
      )
      await ctx.emit(tx, bookingConfirmed, confirmed, confirmed.id)
      await failpoint('booking:confirmed')
      return confirmed
    } catch (error) {
      if (![slotTaken, playerBusy, trialUsed, notBookable].some((problem) => problem.is(error))) throw error
    }
  }
  if (row.confirmedAt === null) await ctx.emit(tx, bookingUnfulfilled, toRecord(row), row.id)
  return toRecord(row)
}

/**
 * Asks a coach for a booking whose price was authorised. Repeating it changes nothing; a hold that is over is not asked for,
 * and payment-service, which heard of its end, lets the authorisation go. Throws orderNotFound.
 */
export async function putToCoach(
  tx: Tx,
  { orderId, paymentId }: { orderId: string; paymentId: string },
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const { kind } = await readOrder(tx, orderId)
  if (kind !== 'booking') throw orderNotFound()
  const row = await lock(tx, orderId)
  return (await request(tx, row, paymentId, ctx)) ?? toRecord(row)
}
