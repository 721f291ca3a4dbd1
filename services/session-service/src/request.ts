/** Asking a coach for a time, and the answer: until when, and what each does to the row. */
import {
  type BookingRecord,
  bookingAccepted,
  bookingDeclined,
  bookingNotFound,
  bookingRequested,
  playerBusy,
} from '@ecc/contracts/bookings'
import { notRequested } from '@ecc/contracts/requests'
import { type Caller, type Context, plusMinutes, type Tx } from '@ecc/kit'
import {
  type BookingRow,
  type Cause,
  change,
  expire,
  find,
  freeLapsed,
  lock,
  lockPeople,
  notAnswered,
  sideOf,
  toRecord,
} from './booking.ts'
import type { Config } from './config.ts'
import { policyOf } from './policy.ts'

/** Both sides know half an hour before the start whether an accepted session could be charged, and takes place. */
const chargedMinutesBeforeStart = 30

/** Why an accepted request came to nothing. */
const notCharged = 'the card could not be charged'

/**
 * Puts a hold whose price is authorised to its coach, who has a day to answer, but until an hour before the start (product
 * rules, "request-to-book expiry"); null when it is no hold any more.
 */
export async function request(
  tx: Tx,
  row: BookingRow,
  paymentId: string,
  ctx: Context<Config>,
): Promise<BookingRecord | null> {
  if (row.state !== 'held' || row.bookingMode !== 'request') return null
  const now = ctx.now()
  const { requestAnswerHours, requestAnsweredBeforeMinutes } = await policyOf(row.policyVersion, ctx, tx)
  const limits = [plusMinutes(now, requestAnswerHours * 60), plusMinutes(row.startsAt, -requestAnsweredBeforeMinutes)]
  const requestExpiresAt = new Date(Math.min(...limits.map(Number)))
  const cause = { by: 'player', actorId: row.playerId } as const
  const booking = await change(tx, row, 'request', cause, now, { paymentId, requestExpiresAt })
  await ctx.emit(tx, bookingRequested, booking, booking.id)
  return booking
}

/**
 * Locks a request for its coach's answer; what has lapsed and is in the way is gone then.
 * Throws bookingNotFound for everybody but its coach.
 */
export async function lockForAnswer(tx: Tx, id: string, caller: Caller, ctx: Context<Config>): Promise<BookingRow> {
  const known = await find(tx, id)
  if (sideOf(known, caller) !== 'coach') throw bookingNotFound()
  await lockPeople(tx, [known.coachId, known.playerId])
  const blocked = await tx.one<{ blockedFrom: string; blockedTo: string }>`
    select lower(blocked) as blocked_from, upper(blocked) as blocked_to from bookings where id = ${id}`
  await freeLapsed(tx, [{ coachId: known.coachId, ...blocked }], known.playerId, ctx)
  return lock(tx, id)
}

/** Takes the time for a locked request, to be charged now. Throws notRequested, slotTaken, playerBusy, or notBookable for a full day or week. */
export async function accept(tx: Tx, row: BookingRow, cause: Cause, ctx: Context<Config>): Promise<BookingRecord> {
  refuseUnlessOpen(row, ctx.now())
  try {
    const booking = await change(tx, row, 'accept', cause, ctx.now(), { acceptedAt: ctx.now() })
    await ctx.emit(tx, bookingAccepted, booking, booking.id)
    return booking
  } catch (error) {
    throw playerBusy.is(error) ? playerBusy('The player has another session at that time by now.') : error
  }
}

/** Turns a locked request down: its authorisation is let go of. Throws notRequested. */
export async function decline(tx: Tx, row: BookingRow, cause: Cause, ctx: Context<Config>): Promise<BookingRecord> {
  refuseUnlessOpen(row, ctx.now())
  const booking = await change(tx, row, 'decline', cause, ctx.now(), { declineReason: cause.reason ?? null })
  await ctx.emit(tx, bookingDeclined, booking, booking.id)
  return booking
}

function refuseUnlessOpen(row: BookingRow, now: Date): void {
  if (row.state !== 'requested' || isOver(row.requestExpiresAt, now)) throw notRequested()
}

/** Until when an accepted request must have been charged. */
export function chargeUntil({ startsAt }: Pick<BookingRow, 'startsAt'>): Date {
  return plusMinutes(startsAt, -chargedMinutesBeforeStart)
}

/** Ends a locked request that nobody answered in time, or that could not be charged in time; else null. */
export async function endWhenOver(tx: Tx, row: BookingRow, ctx: Context<Config>): Promise<BookingRecord | null> {
  const now = ctx.now()
  if (row.state === 'requested' && isOver(row.requestExpiresAt, now)) return expire(tx, row, ctx, notAnswered)
  if (row.state === 'accepted' && chargeUntil(row) <= now) return expire(tx, row, ctx, notCharged)
  return null
}

/** Ends a request whose authorisation is gone, answered or not; one that has ended stays as it is. */
export async function endUncharged(tx: Tx, row: BookingRow, ctx: Context<Config>): Promise<BookingRecord> {
  if (row.state !== 'requested' && row.state !== 'accepted') return toRecord(row)
  return expire(tx, row, ctx, notCharged)
}

/** Whether a booking was asked for and that has ended, however: it is never confirmed late, since both were told. */
export function isEndedRequest(row: BookingRow): boolean {
  return row.state === 'expired' && row.requestExpiresAt !== null
}

const isOver = (until: string | null, now: Date) => until !== null && Date.parse(until) <= now.getTime()
