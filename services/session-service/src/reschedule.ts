/** Moving a booking to another time: who may, until when, and what a proposal and its acceptance do to the row. */
import type { RescheduleEffect, RescheduleRefusal } from '@ecc/contracts/booking-parts'
import { type Actor, type BookingRecord, bookingRescheduled, notBookable } from '@ecc/contracts/bookings'
import type { Quote } from '@ecc/contracts/coaches'
import { notReschedulable } from '@ecc/contracts/reschedules'
import { type Context, plusMinutes, type Tx } from '@ecc/kit'
import {
  asProblem,
  type BookingRow,
  type Cause,
  find,
  freeLapsed,
  lock,
  lockPeople,
  noProposalColumns,
  toRecord,
} from './booking.ts'
import { addHistory } from './booking-history.ts'
import { type Circumstances, cancelEffect } from './cancellation.ts'
import { mark } from './coach-mark.ts'
import type { Config } from './config.ts'
import { policyOf } from './policy.ts'

/** The other side must have agreed before the room of the proposed time opens (ten minutes before), and have time to come. */
const minutesBeforeNewStart = 15

/** Who moves a booking, as this booking knows them. */
type Mover = 'player' | 'coach' | 'admin'

/**
 * Whether this side may propose another time now. A player until the cancellation is no longer free; a coach, whose
 * cancellation always gives all back, as long as there is time for an answer, though a late one counts against them
 * (product rules, "reliability floor"). What came to nothing does not count as a move. Staff until the start, without a count.
 */
export function rescheduleEffect(
  row: BookingRow,
  by: Mover,
  { policy, now }: Pick<Circumstances, 'policy' | 'now'>,
): RescheduleEffect {
  const moves = { player: row.playerMoves, coach: row.coachMoves, admin: 0 }
  const left = policy.movesPerSide - moves[by]
  const until = movableUntil(row, by, { policy, now })
  const open = until !== null && until > now
  const refusal = refusalOf(row, by, left, open)
  return { allowed: refusal === null, refusal, left, until: open ? until.toISOString() : null }
}

function refusalOf(row: BookingRow, by: Mover, left: number, open: boolean): RescheduleRefusal | null {
  if (row.state !== 'confirmed') return 'not-confirmed'
  if (row.seat !== null) return 'shared'
  if (row.proposedBy !== null) return 'open'
  if (left <= 0 && by !== 'admin') return 'none-left'
  return open ? null : 'too-late'
}

function movableUntil(row: BookingRow, by: Mover, { policy, now }: Pick<Circumstances, 'policy' | 'now'>): Date | null {
  if (by === 'admin') return new Date(row.startsAt)
  const { fullRefundUntil } = cancelEffect(toRecord(row), by, { policy, attendance: null, now })
  if (fullRefundUntil === null) return null
  const lastAnswer = plusMinutes(row.startsAt, -policy.moveAnsweredBeforeMinutes)
  return new Date(Math.min(Date.parse(fullRefundUntil), lastAnswer.getTime()))
}

const whyNot: Record<RescheduleRefusal, string> = {
  'not-confirmed': 'Only a confirmed session that has not begun can be moved.',
  shared: 'A seat in a group session cannot be moved; cancel it and book another.',
  open: 'A new time is already proposed. Answer it or take it back first.',
  'none-left': 'You have moved this session as often as each side may.',
  'too-late':
    'It is too late to move this session: it could be moved as long as cancelling was free and there was time for an answer.',
  'same-time': 'That is the time of the session already.',
}

/** Throws notReschedulable with the reason. */
export function refuse(refusal: RescheduleRefusal): never {
  throw notReschedulable(whyNot[refusal], { reason: refusal })
}

/** The times of a quote; the rest of it is what the offer costs today, which a booking that is sold does not follow. */
export type NewTime = Pick<Quote, 'startsAt' | 'endsAt' | 'blockedFrom' | 'blockedTo'>

/**
 * Locks a booking whose time is to change; what has lapsed and is in the way of `wanted` is gone then.
 * Throws bookingNotFound.
 */
export async function lockForMove(tx: Tx, id: string, ctx: Context<Config>, wanted: NewTime): Promise<BookingRow> {
  const { coachId, playerId } = await find(tx, id)
  await lockPeople(tx, [coachId, playerId])
  await freeLapsed(tx, [{ ...wanted, coachId }], playerId, ctx)
  return lock(tx, id)
}

/**
 * Keeps a proposed time beside the old one, under the same constraints. Throws notBookable when nobody could agree to it in
 * time, slotTaken or playerBusy when it is not free.
 */
export async function propose(
  tx: Tx,
  row: BookingRow,
  time: NewTime,
  cause: Cause & { by: 'player' | 'coach' },
  { policy, now }: Pick<Circumstances, 'policy' | 'now'>,
): Promise<BookingRecord> {
  const expiresAt = answerUntil(row, time, { policy, now })
  if (expiresAt <= now) throw notBookable('That is too soon for the other side to agree.', { reason: 'too-soon' })
  return update(
    tx,
    row,
    { ...cause, step: 'proposed', to: time.startsAt },
    now,
    tx.part`
    proposed_by = ${cause.by}, proposed_at = ${now}, proposed_starts_at = ${time.startsAt}, proposed_ends_at = ${time.endsAt},
    proposed_blocked = ${blockedBy(tx, time)}, kept_blocked = blocked, proposal_expires_at = ${expiresAt},
    proposal_reason = ${cause.reason ?? null}, blocked = blocked + ${blockedBy(tx, time)},
    occupied = occupied + tstzmultirange(tstzrange(${time.startsAt}, ${time.endsAt}))`,
  )
}

/** Until when a proposal is kept: a day, but an hour before the old start (product rules, "reschedule"), and before the new one. */
function answerUntil(row: BookingRow, time: NewTime, { policy, now }: Pick<Circumstances, 'policy' | 'now'>): Date {
  const limits = [
    plusMinutes(now, policy.moveAnswerHours * 60),
    plusMinutes(row.startsAt, -policy.moveAnsweredBeforeMinutes),
    plusMinutes(time.startsAt, -minutesBeforeNewStart),
  ]
  return new Date(Math.min(...limits.map(Number)))
}

/** Whether nobody answered the open proposal in its time. */
export function hasLapsed(row: BookingRow, now: Date): boolean {
  return row.proposalExpiresAt !== null && Date.parse(row.proposalExpiresAt) <= now.getTime()
}

/**
 * Moves a booking to its proposed time, which counts for the side that proposed it, and tells the others. A coach who asked
 * when the player could no longer have cancelled for free gets a mark.
 */
export async function accept(tx: Tx, row: BookingRow, cause: Cause, ctx: Context<Config>): Promise<BookingRecord> {
  const { proposedBy, proposedAt, proposedStartsAt } = row
  if (proposedBy === null || proposedAt === null || proposedStartsAt === null) throw new Error('there is no proposal')
  const counter =
    proposedBy === 'player' ? tx.part`player_moves = player_moves + 1` : tx.part`coach_moves = coach_moves + 1`
  const booking = await update(
    tx,
    row,
    { ...cause, step: 'moved', to: proposedStartsAt },
    ctx.now(),
    tx.part`
    starts_at = proposed_starts_at, ends_at = proposed_ends_at, blocked = proposed_blocked,
    occupied = tstzmultirange(tstzrange(proposed_starts_at, proposed_ends_at)), moved_at = ${ctx.now()}, ${counter},
    ${noProposalColumns(tx)}`,
  )
  await tellMoved(tx, row, booking, { by: proposedBy, at: proposedAt }, ctx)
  if (proposedBy === 'coach' && (await isLate(tx, row, proposedAt, ctx))) await mark(tx, row, 'late_reschedule', ctx)
  return booking
}

/** Whether all would no longer come back to a player who cancelled at this time. */
async function isLate(tx: Tx, row: BookingRow, at: string, ctx: Context<Config>): Promise<boolean> {
  const { fullHours } = (await policyOf(row.policyVersion, ctx, tx))[row.policy]
  return Date.parse(row.startsAt) - Date.parse(at) < fullHours * 3_600_000
}

/** Moves a booking at once, as staff do when both sides have agreed elsewhere. Throws slotTaken or playerBusy. */
export async function moveNow(
  tx: Tx,
  row: BookingRow,
  time: NewTime,
  cause: Cause,
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const booking = await update(
    tx,
    row,
    { ...cause, step: 'moved', to: time.startsAt },
    ctx.now(),
    tx.part`
    starts_at = ${time.startsAt}, ends_at = ${time.endsAt}, blocked = ${blockedBy(tx, time)},
    occupied = tstzmultirange(tstzrange(${time.startsAt}, ${time.endsAt})), moved_at = ${ctx.now()}`,
  )
  await tellMoved(tx, row, booking, { by: cause.by, at: ctx.now() }, ctx)
  return booking
}

/** Gives a failed session, locked by the caller, the time of a quote; the change to `confirmed` then claims it. */
export async function moveFailed(tx: Tx, row: BookingRow, quote: Quote, now: Date): Promise<BookingRow> {
  return tx.one<BookingRow>`
    update bookings set starts_at = ${quote.startsAt}, ends_at = ${quote.endsAt},
      blocked = tstzmultirange(tstzrange(${quote.blockedFrom}, ${quote.blockedTo})),
      occupied = tstzmultirange(tstzrange(${quote.startsAt}, ${quote.endsAt})), release_at = null, refund_amount = null, fee_back_amount = 0,
      completed_at = null, moved_at = ${now}
    where id = ${row.id} and state = 'failed' returning *`
}

async function update(
  tx: Tx,
  row: BookingRow,
  { step, to, ...cause }: Cause & { step: 'proposed' | 'moved'; to: string },
  now: Date,
  columns: ReturnType<Tx['part']>,
): Promise<BookingRecord> {
  try {
    const changed = await tx.one<BookingRow>`
      update bookings set sequence = sequence + 1, ${columns} where id = ${row.id} returning *`
    await addHistory(tx, changed, { ...cause, from: row.state, at: now, move: { step, from: row.startsAt, to } })
    return toRecord(changed)
  } catch (error) {
    throw asProblem(error)
  }
}

const blockedBy = (tx: Tx, time: NewTime) => tx.part`tstzmultirange(tstzrange(${time.blockedFrom}, ${time.blockedTo}))`

async function tellMoved(
  tx: Tx,
  old: BookingRow,
  booking: BookingRecord,
  proposed: { by: Actor; at: Date | string },
  ctx: Context<Config>,
): Promise<void> {
  const noticeMs = Date.parse(old.startsAt) - new Date(proposed.at).getTime()
  const moved = {
    by: proposed.by,
    fromStartsAt: old.startsAt,
    fromEndsAt: old.endsAt,
    noticeMinutes: Math.floor(noticeMs / 60_000),
  }
  await ctx.emit(tx, bookingRescheduled, { ...booking, moved }, booking.id)
}
