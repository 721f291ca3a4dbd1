import { bookingDisputeDue } from '@ecc/contracts/bookings'
import { disputeOverdue } from '@ecc/contracts/disputes'
import { type Context, job, type Tx } from '@ecc/kit'
import { Type } from 'typebox'
import { type BookingRow, lock, toRecord } from './booking.ts'
import type { Config } from './config.ts'
import { type DisputeRow, disputeOn, noteOverdue, noteReminder, step } from './dispute.ts'
import { nextDue } from './dispute-rules.ts'
import { settleAsAsked } from './dispute-settlement.ts'
import { planRelease } from './release-money.ts'

/**
 * Does what has fallen due in a dispute: reminds, lets the claimant win who was not answered, closes evidence, alarms staff.
 * After an outage several steps may be due, and a reminder of a deadline that has passed is left out.
 */
export const watchDispute = job(
  'watch-dispute',
  Type.Object({ bookingId: Type.String() }),
  async ({ bookingId }, ctx: Context<Config>) => {
    await ctx.sql.begin(async (tx) => {
      const row = await lock(tx, bookingId)
      let dispute = await disputeOn(tx, bookingId)
      for (let due = nextDue(dispute); due !== null && due.at <= ctx.now(); due = nextDue(dispute))
        dispute = await follow(tx, row, dispute, due.what, ctx)
      await planWatch(tx, dispute, ctx)
    })
  },
)

/** Plans the next look at a dispute. */
export async function planWatch(tx: Tx, dispute: DisputeRow, ctx: Context<Config>): Promise<void> {
  const due = nextDue(dispute)
  if (due === null) return
  const { bookingId } = dispute
  await ctx.addJob(tx, watchDispute, { bookingId }, { runAt: due.at, key: `dispute:${dispute.id}:${due.what}` })
}

async function follow(
  tx: Tx,
  row: BookingRow,
  dispute: DisputeRow,
  what: NonNullable<ReturnType<typeof nextDue>>['what'],
  ctx: Context<Config>,
): Promise<DisputeRow> {
  switch (what) {
    case 'remind_answer':
      return remind(tx, row, dispute, { step: 'answer', until: dispute.answerBy }, ctx)
    case 'remind_evidence':
      return remind(tx, row, dispute, { step: 'evidence', until: dispute.evidenceUntil }, ctx)
    case 'default': {
      const cause = { by: 'system', reason: 'nobody answered in time: settled as asked' } as const
      await planRelease(tx, await settleAsAsked(tx, row, dispute, 'default', cause, ctx), ctx)
      return disputeOn(tx, row.id)
    }
    case 'close_evidence':
      return step(tx, dispute, 'closeEvidence', { by: 'system' }, ctx.now())
    case 'overdue':
      return alarm(tx, row, dispute, ctx)
  }
}

async function remind(
  tx: Tx,
  row: BookingRow,
  dispute: DisputeRow,
  due: { step: 'answer' | 'evidence'; until: string },
  ctx: Context<Config>,
): Promise<DisputeRow> {
  const told = ctx.now() < new Date(due.until)
  const { openedBy } = dispute
  if (told) await ctx.emit(tx, bookingDisputeDue, { ...toRecord(row), openedBy, ...due }, row.id)
  return noteReminder(tx, dispute, due.step, told, ctx.now())
}

/** Nothing is decided by itself: staff are told, and the desk shows it as overdue. */
async function alarm(tx: Tx, row: BookingRow, dispute: DisputeRow, ctx: Context<Config>): Promise<DisputeRow> {
  const { ruleBy, takenBy } = dispute
  ctx.log.error({ bookingId: row.id, ruleBy }, 'a dispute was not ruled on in time')
  await ctx.emit(tx, disputeOverdue, { bookingId: row.id, offerTitle: row.offerTitle, ruleBy, takenBy }, row.id)
  return noteOverdue(tx, dispute, ctx.now())
}
