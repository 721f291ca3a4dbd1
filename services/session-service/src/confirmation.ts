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
import type { PriceQuote } from '@ecc/contracts/price-quote'
import { type Context, failpoint, type Tx } from '@ecc/kit'
import { change, find, lock, lockPeople, lockRow, toRecord } from './booking.ts'
import { noteFunds } from './booking-funds.ts'
import { allows } from './booking-states.ts'
import type { Config } from './config.ts'
import { lockGroup } from './group-session.ts'
import { readOrder } from './order.ts'
import { activate } from './package.ts'
import { isEndedRequest, request } from './request.ts'
import { takeSeatAgain } from './seat.ts'
import { confirmAll } from './series.ts'

/** What became of a paid order: its bookings that are confirmed, whose sessions are to be started. */
export interface Confirmation {
  confirmed: boolean
  bookings: BookingRecord[]
}

/** An order that is paid, or whose price is kept for us; what the price is made of. */
export interface PaidOrder {
  orderId: string
  paymentId: string
  quote?: PriceQuote
}

/** Confirms an order whose price was captured. Repeating it changes nothing. Throws orderNotFound. */
export async function confirmPaid(tx: Tx, order: PaidOrder, ctx: Context<Config>): Promise<Confirmation> {
  const { kind } = await readOrder(tx, order.orderId)
  if (kind === 'package') return { confirmed: await activate(tx, order, ctx), bookings: [] }
  if (kind === 'series') return confirmAll(tx, order, ctx)
  const booking = await confirmBooking(tx, order, ctx)
  return { confirmed: booking.confirmedAt !== null, bookings: booking.state === 'confirmed' ? [booking] : [] }
}

/**
 * Confirms a booking whose price was captured. A hold that lapsed meanwhile is confirmed too when its time is still free,
 * else `booking.unfulfilled` has the money sent back; so it has for a request that has ended, and for a seat in a group that
 * was called off. Repeating it changes nothing.
 */
async function confirmBooking(
  tx: Tx,
  { orderId: bookingId, paymentId, quote }: PaidOrder,
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const { seat, sessionId, coachId, playerId } = await find(tx, bookingId)
  await lockPeople(tx, [coachId, playerId])
  const group = seat === null ? null : await lockGroup(tx, sessionId)
  const row = await noteFunds(tx, await lockRow(tx, bookingId), quote)
  if (allows(row.state, 'confirm') && !isEndedRequest(row) && group?.state !== 'off') {
    const now = ctx.now()
    try {
      const confirmed = await tx.begin(async (step) => {
        if (group && row.state === 'expired') await takeSeatAgain(step, row)
        return change(step, row, 'confirm', { by: 'system', reason: 'paid' }, now, { paymentId, confirmedAt: now })
      })
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
  { orderId, paymentId, quote }: PaidOrder,
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const { kind } = await readOrder(tx, orderId)
  if (kind !== 'booking') throw orderNotFound()
  const row = await noteFunds(tx, await lock(tx, orderId), quote)
  return (await request(tx, row, paymentId, ctx)) ?? toRecord(row)
}
