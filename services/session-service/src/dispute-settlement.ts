/** How a dispute ends for its booking: the money follows a remedy, or the booking is as it was before. */
import { type BookingRecord, bookingDisputeClosed, bookingResolved } from '@ecc/contracts/bookings'
import { isWhole, moneyOf, type Remedy, remediesOf, remedyBack } from '@ecc/contracts/dispute-terms'
import { remedyNotPossible } from '@ecc/contracts/disputes'
import type { Side } from '@ecc/contracts/outcomes'
import { type Context, plusMinutes, type Tx } from '@ecc/kit'
import { type BookingRow, type Cause, change, toRecord } from './booking.ts'
import { allOf, paidOn } from './booking-funds.ts'
import { unmarkSession } from './coach-mark.ts'
import type { Config } from './config.ts'
import { askedIn, type DisputeCause, type DisputeRow, step } from './dispute.ts'
import { policyOf } from './policy.ts'

/** Throws remedyNotPossible for what this side may not ask for, or staff not rule, of this booking. */
export function refuseRemedy(remedy: Remedy, side: Side | 'admin', row: BookingRow): void {
  if (!remediesOf(side, row.seat !== null).includes(remedy.kind)) throw remedyNotPossible()
  if (!isWhole(remedy)) throw remedyNotPossible('A refund is a share of the price; anything else has none.')
}

/** Ends a dispute as asked: the other side agrees, or has not answered in time. */
export async function settleAsAsked(
  tx: Tx,
  row: BookingRow,
  dispute: DisputeRow,
  name: 'accept' | 'default',
  cause: DisputeCause & { reason: string },
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const remedy = askedIn(dispute)
  const { reason, ...who } = cause
  await step(tx, dispute, name, who, ctx.now(), { ruled: remedy })
  // A coach who was right has not earned the mark that the outcome brought; their player, who let it stand, says so.
  if (dispute.openedBy === 'coach') await unmarkSession(tx, row.sessionId, { by: row.playerId, why: reason }, ctx)
  const how = name === 'accept' ? 'accepted' : 'defaulted'
  return settle(tx, row, dispute, { remedy, how, words: null }, { ...who, reason }, ctx)
}

/** Ends a dispute as staff rule. */
export async function settleAsRuled(
  tx: Tx,
  row: BookingRow,
  dispute: DisputeRow,
  { remedy, words, by, removeMarks }: { remedy: Remedy; words: string; by: string; removeMarks: boolean },
  ctx: Context<Config>,
): Promise<BookingRecord> {
  refuseRemedy(remedy, 'admin', row)
  const ruling = { ruled: remedy, ruledWords: words }
  await step(tx, dispute, 'rule', { by: 'admin', actorId: by, words }, ctx.now(), ruling)
  if (removeMarks) await unmarkSession(tx, row.sessionId, { by, why: words }, ctx)
  const cause = { by: 'admin', actorId: by, reason: words } as const
  return settle(tx, row, dispute, { remedy, how: 'ruled', words }, cause, ctx)
}

async function settle(
  tx: Tx,
  row: BookingRow,
  { openedBy }: DisputeRow,
  { remedy, how, words }: { remedy: Remedy; how: 'ruled' | 'accepted' | 'defaulted'; words: string | null },
  cause: Cause,
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const money = moneyOf(toRecord(row), remedy)
  if (money === null) return allowRepeat(tx, row, openedBy, cause, ctx)
  const refund = remedyBack(toRecord(row), remedy.percent)
  const booking = await change(tx, row, 'resolve', cause, ctx.now(), { refund, toPlayer: refund.amount })
  const resolved = {
    refundPercent: remedy.percent,
    into: remedy.kind === 'credit' ? 'credit' : 'card',
    how,
    words,
  } as const
  await ctx.emit(tx, bookingResolved, { ...booking, ...resolved }, booking.id)
  return booking
}

/** Another time: the player chooses one as after a technical failure, and gets everything back when they choose none. */
async function allowRepeat(
  tx: Tx,
  row: BookingRow,
  openedBy: Side,
  cause: Cause,
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const { disputeRepeatHours } = await policyOf(row.policyVersion, ctx, tx)
  const releaseAt = plusMinutes(ctx.now(), disputeRepeatHours * 60)
  const changes = { releaseAt, refund: allOf(paidOn(row)) }
  const booking = await change(tx, row, 'allowRepeat', cause, ctx.now(), changes)
  await ctx.emit(tx, bookingDisputeClosed, { ...booking, openedBy, how: 'reschedule' }, booking.id)
  return booking
}

const backTo = {
  in_progress: 'withdrawStarted',
  completed: 'withdrawCompleted',
  no_show_player: 'withdrawPlayerNoShow',
  no_show_coach: 'withdrawCoachNoShow',
  failed: 'withdrawFailed',
} as const

/** Ends a dispute that its claimant takes back: the booking is as before. */
export async function settleWithdrawn(
  tx: Tx,
  row: BookingRow,
  dispute: DisputeRow,
  actorId: string,
  ctx: Context<Config>,
): Promise<BookingRecord> {
  const { openedBy, openedFrom } = dispute
  await step(tx, dispute, 'withdraw', { by: openedBy, actorId }, ctx.now())
  const cause = { by: openedBy, actorId, reason: 'the dispute was taken back' }
  const booking = await change(tx, row, backTo[openedFrom], cause, ctx.now())
  await ctx.emit(tx, bookingDisputeClosed, { ...booking, openedBy, how: 'withdrawn' }, booking.id)
  return booking
}
