/** What may still be done about the outcome of a session: dispute it, choose another time, claim the guarantee. */

import { notGuaranteed } from '@ecc/contracts/aftermath'
import type { Afterwards, Outcome, OutcomeKind, Side } from '@ecc/contracts/outcomes'
import type { PolicyValues } from '@ecc/contracts/policies'
import { plusMinutes, type Queryable, type Tx, violates } from '@ecc/kit'
import type { BookingRow } from './booking.ts'
import { allows } from './booking-states.ts'
import { latestDispute } from './dispute.ts'
import { standingOf } from './dispute-rules.ts'

/** The side an outcome goes against; the player of a completed session reports a problem instead. */
const losers: Partial<Record<OutcomeKind, Side>> = {
  player_no_show: 'player',
  coach_no_show: 'coach',
  technical_failure: 'coach',
  cut_short: 'coach',
}

interface View {
  outcome: Outcome | null
  side: Side | 'admin'
  policy: PolicyValues
  now: Date
}

/** Until when this side may contest the outcome; null when it may not. */
export function contestUntil(row: BookingRow, { outcome, side, policy, now }: View): Date | null {
  if (outcome === null || losers[outcome.kind] !== side || row.settledAt !== null || !allows(row.state, 'contest'))
    return null
  const until = plusMinutes(row.endsAt, policy.contestHours * 60)
  return now < until ? until : null
}

/**
 * Until when this side may open a dispute: its player from the start until the release, and whoever may contest the outcome;
 * null when it may not. Whether there was one already is not asked here.
 */
export function disputeUntil(row: BookingRow, view: View): Date | null {
  if (view.side !== 'player' || row.settledAt !== null || !allows(row.state, 'dispute')) return contestUntil(row, view)
  return row.releaseAt === null ? plusMinutes(row.endsAt, view.policy.releaseHours * 60) : new Date(row.releaseAt)
}

/** Until when the player may choose another time after a technical failure; null when they may not, as for a seat in a group. */
export function repeatUntil(row: BookingRow, { side, now }: Pick<View, 'side' | 'now'>): Date | null {
  if (
    side !== 'player' ||
    row.seat !== null ||
    row.settledAt !== null ||
    row.releaseAt === null ||
    !allows(row.state, 'repeat')
  )
    return null
  const until = new Date(row.releaseAt)
  return now < until ? until : null
}

/**
 * What the first-session guarantee gives back, and until when; null when it does not apply: another than the player's first
 * attended session, claimed before, too late, or a session that did not take place.
 */
export async function guaranteeOf(
  sql: Queryable,
  row: BookingRow,
  { side, policy, now }: Omit<View, 'outcome'>,
): Promise<{ refundAmount: number; until: Date } | null> {
  if (side !== 'player' || (row.state !== 'completed' && row.state !== 'released')) return null
  const until = plusMinutes(row.endsAt, policy.guaranteeHours * 60)
  const refundAmount = Math.min(row.priceAmount - (row.refundAmount ?? 0), policy.guaranteeLimitMinor)
  if (now >= until || refundAmount <= 0) return null
  const { used } = await sql.one<{ used: boolean }>`
    select exists (select from guarantees where player_id = ${row.playerId})
      or exists (select from bookings where player_id = ${row.playerId} and completed_at is not null
                 and id <> ${row.id} and starts_at < ${row.startsAt}) as used`
  return used ? null : { refundAmount, until }
}

/** Uses a player's guarantee up. Throws notGuaranteed when it was used meanwhile. */
export async function useGuarantee(
  tx: Tx,
  row: BookingRow,
  { refundAmount, reason, now }: { refundAmount: number; reason: string | null; now: Date },
): Promise<void> {
  try {
    await tx`
      insert into guarantees (player_id, booking_id, refund_amount, reason, claimed_at)
      values (${row.playerId}, ${row.id}, ${refundAmount}, ${reason}, ${now})`
  } catch (error) {
    throw violates(error, 'guarantees_pkey') ? notGuaranteed() : error
  }
}

/** All of it, as the viewer sees it. */
export async function afterwardsOf(sql: Queryable, row: BookingRow, view: View): Promise<Afterwards> {
  const guarantee = await guaranteeOf(sql, row, view)
  const dispute = await latestDispute(sql, row.id)
  const wasDisputed = dispute?.startsAt === row.startsAt
  return {
    contestUntil: wasDisputed ? null : (contestUntil(row, view)?.toISOString() ?? null),
    disputeUntil: wasDisputed ? null : (disputeUntil(row, view)?.toISOString() ?? null),
    dispute: dispute ? standingOf(dispute, view.side, view.now) : null,
    repeatUntil: repeatUntil(row, view)?.toISOString() ?? null,
    guarantee: guarantee && {
      refund: { amount: guarantee.refundAmount, currency: row.priceCurrency },
      until: guarantee.until.toISOString(),
    },
  }
}
