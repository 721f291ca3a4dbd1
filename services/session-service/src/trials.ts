/** The limits of trials: one with a coach, which the database keeps, and a few in a month. */
import { tooManyTrials } from '@ecc/contracts/bookings'
import type { PolicyValues } from '@ecc/contracts/policies'
import type { Tx } from '@ecc/kit'

/** Refuses a trial beyond three in 30 days, or what else the policy says. The player must be locked. Throws tooManyTrials. */
export async function refuseTooManyTrials(
  tx: Tx,
  playerId: string,
  { trialsPerPlayer: maxTrials, trialDays: days }: PolicyValues,
  now: Date,
): Promise<void> {
  const trials = await tx<{ createdAt: string }>`
    select created_at from bookings
    where player_id = ${playerId} and kind = 'trial' and created_at > ${now}::timestamptz - make_interval(days => ${days})
      and state not in ('expired', 'cancelled', 'declined', 'no_show_coach', 'failed')
    order by created_at limit ${maxTrials}`
  const oldest = trials[0]
  if (!oldest || trials.length < maxTrials) return
  const againAt = new Date(Date.parse(oldest.createdAt) + days * 86_400_000).toISOString()
  throw tooManyTrials(undefined, { againAt })
}
