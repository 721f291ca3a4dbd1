/** When a coach is hidden from search. Pure; the numbers are the policy's (product rules, "coach no-show", "reliability floor"). */
import type { PolicyValues } from '@ecc/contracts/policies'

/** What counts about a coach: the instants of missed sessions, and the numbers of the reliability window. */
export interface Record {
  noShows: readonly string[]
  bookings: number
  absences: number
  lateReschedules: number
  cancellations: number
}

/** What follows for search. `hiddenUntil` is null while it is open when it ends. */
export interface Verdict {
  hidden: boolean
  hiddenUntil: string | null
  banned: boolean
  reason: string | null
}

const dayMs = 86_400_000
const seen: Verdict = { hidden: false, hiddenUntil: null, banned: false, reason: null }

/** The verdict on a coach now: a ban, days of hiding for the latest missed session, or the reliability floor. */
export function judge(record: Record, policy: PolicyValues, now: Date): Verdict {
  return judgeNoShows(record, policy, now) ?? judgeReliability(record, policy) ?? seen
}

function judgeNoShows({ noShows }: Record, policy: PolicyValues, now: Date): Verdict | null {
  const since = now.getTime() - policy.noShowWindowDays * dayMs
  const counted = noShows.filter((at) => Date.parse(at) > since).toSorted()
  const latest = counted.at(-1)
  if (latest === undefined) return null
  const count = counted.length
  const days = policy.noShowHidingDays[count - 1]
  if (days === undefined)
    return {
      hidden: true,
      hiddenUntil: null,
      banned: true,
      reason: `${count} missed sessions in ${policy.noShowWindowDays} days`,
    }
  const until = Date.parse(latest) + days * dayMs
  if (until <= now.getTime()) return null
  const reason = count === 1 ? 'a missed session' : `${count} missed sessions in ${policy.noShowWindowDays} days`
  return { hidden: true, hiddenUntil: new Date(until).toISOString(), banned: false, reason }
}

function judgeReliability(record: Record, policy: PolicyValues): Verdict | null {
  if (record.bookings < policy.reliabilityFromBookings) return null
  const share = (count: number) => (count * 100) / record.bookings
  const reasons = [
    record.absences >= policy.reliabilityAbsences ? `${record.absences} absences` : null,
    share(record.lateReschedules) >= policy.reliabilityLateReschedulePercent
      ? `${Math.round(share(record.lateReschedules))} % rescheduled late`
      : null,
    share(record.cancellations) >= policy.reliabilityCancellationPercent
      ? `${Math.round(share(record.cancellations))} % cancelled`
      : null,
  ].filter((reason) => reason !== null)
  if (reasons.length === 0) return null
  const reason = `${reasons.join(', ')} in ${policy.reliabilityDays} days`
  return { hidden: true, hiddenUntil: null, banned: false, reason }
}
