/** What the platform keeps of a coach's earnings: less, the more hours of the coach were paid (product rules, "commission"). */
import type { CommissionTier } from '@ecc/contracts/earnings'
import type { Queryable } from '@ecc/kit'

/** From how many paid hours on which commission holds, in percent. */
const tiers = [
  { fromHours: 0, percent: 15 },
  { fromHours: 50, percent: 12 },
  { fromHours: 200, percent: 10 },
] as const

/** The commission of a coach's first hours, in percent. */
export const firstCommissionPercent = tiers[0].percent

/** The tier of a coach with so many paid minutes, and what is missing to the next. */
export function commissionTier(paidMinutes: number): CommissionTier {
  const reached = tiers.findLast(({ fromHours }) => fromHours * 60 <= paidMinutes) ?? tiers[0]
  const next = tiers[tiers.indexOf(reached) + 1]
  return {
    percent: reached.percent,
    paidMinutes,
    next: next ? { percent: next.percent, missingMinutes: next.fromHours * 60 - paidMinutes } : null,
  }
}

/**
 * How many minutes of a coach were paid: sessions whose money was shared out with a part for the coach because they took
 * place or the player did not come. What was cancelled is no session, whatever it brought.
 */
export async function paidMinutesOf(sql: Queryable, coachId: string): Promise<number> {
  const { minutes } = await sql.one<{ minutes: number }>`
    select coalesce(sum(escrows.duration_minutes), 0)::int as minutes
    from payments
      join settlements on settlements.payment_id = payments.id
      join escrows on escrows.id = settlements.escrow_id
    where payments.coach_id = ${coachId} and settlements.posted_at is not null and settlements.share > 0
      and settlements.cause in ('released', 'no-show-player', 'resolved')`
  return minutes
}
