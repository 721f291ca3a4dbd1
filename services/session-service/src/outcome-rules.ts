/** What the attendance of a session means. Pure; the numbers are the policy's (product rules, "lateness" to "technical failure"). */
import type { Attendance, OutcomeKind } from '@ecc/contracts/outcomes'
import type { PolicyValues } from '@ecc/contracts/policies'
import { type Back, backOf } from '@ecc/contracts/price-quote'

/** The booked time, what was paid for it, and our fee in that. */
export interface Booked {
  startsAt: string
  endsAt: string
  priceAmount: number
  feeAmount: number
}

/** How it ended, and what goes back to the player. */
export interface Decision {
  kind: OutcomeKind
  refund: Back
}

const minuteMs = 60_000

/**
 * Decides a session at its end, for one of its players. A side with less than `presenceSeconds` was not there; a late player must
 * have been waited for. With `othersCame`, other players of a group, it cannot be that nobody came.
 */
export function decide(attendance: Attendance, booked: Booked, policy: PolicyValues, othersCame = false): Decision {
  const kind = kindOf(attendance, booked, policy, othersCame)
  return { kind, refund: refundOf(kind, attendance, booked) }
}

function kindOf(attendance: Attendance, booked: Booked, policy: PolicyValues, othersCame: boolean): OutcomeKind {
  const coachCame = wasThere(attendance.coachSeconds, policy)
  const playerCame = wasThere(attendance.playerSeconds, policy)
  if (!coachCame) return playerCame || othersCame ? 'coach_no_show' : 'nobody_came'
  const missed = !playerCame || isLate(attendance.playerFirstJoin, booked, policy.playerLateMinutes)
  if (missed && coachWaited(attendance, booked, policy)) return 'player_no_show'
  if (!playerCame && !othersCame) return 'nobody_came'
  const connected = attendance.bothSeconds * 100
  if (connected >= policy.proRataPercent * lengthSeconds(booked)) return 'complete'
  if (connected >= policy.failurePercent * lengthSeconds(booked)) return 'cut_short'
  return isLate(attendance.coachFirstJoin, booked, policy.coachLateMinutes) ? 'coach_no_show' : 'technical_failure'
}

/** Whether somebody with so many seconds in the room was there. */
export const wasThere = (seconds: number, { presenceSeconds }: PolicyValues) =>
  seconds >= presenceSeconds && seconds > 0

function refundOf(kind: OutcomeKind, { bothSeconds }: Attendance, booked: Booked): Back {
  const paid = { paid: booked.priceAmount, fee: booked.feeAmount }
  if (kind === 'complete' || kind === 'player_no_show') return backOf(paid, 0, 1)
  if (kind !== 'cut_short') return backOf(paid, 1, 1)
  const length = lengthSeconds(booked)
  return backOf(paid, length - bothSeconds, length)
}

/** Whether the coach was there for half of the time after which a player is too late, by the same half as a failure. */
function coachWaited({ stays }: Attendance, booked: Booked, policy: PolicyValues): boolean {
  const from = Date.parse(booked.startsAt)
  const waitMs = Math.min(policy.playerLateMinutes * minuteMs, Date.parse(booked.endsAt) - from)
  const thereMs = stays
    .filter(({ side }) => side === 'coach')
    .reduce(
      (sum, stay) =>
        sum + Math.max(0, Math.min(Date.parse(stay.to), from + waitMs) - Math.max(Date.parse(stay.from), from)),
      0,
    )
  return thereMs * 100 >= waitMs * policy.failurePercent
}

function isLate(firstJoin: string | null, { startsAt }: Booked, minutes: number): boolean {
  return firstJoin === null || Date.parse(firstJoin) > Date.parse(startsAt) + minutes * minuteMs
}

/** Whether at `now` the player may leave because the coach is not there. Without attendance nothing is known, so: no. */
export function coachIsLate(
  attendance: Attendance | null,
  { startsAt, endsAt }: Pick<Booked, 'startsAt' | 'endsAt'>,
  policy: PolicyValues,
  now: Date,
): boolean {
  if (attendance === null || attendance.coachSeconds >= Math.max(1, policy.presenceSeconds)) return false
  const from = Date.parse(startsAt) + policy.coachLateMinutes * minuteMs
  return now.getTime() > from && now.getTime() < Date.parse(endsAt)
}

const lengthSeconds = ({ startsAt, endsAt }: Booked) => (Date.parse(endsAt) - Date.parse(startsAt)) / 1000
