/** What a cancellation costs: one pure function, shown before the click and applied after it. */
import type { Actor, BookingRecord, CancelEffect } from '@ecc/contracts/bookings'
import type { Attendance } from '@ecc/contracts/outcomes'
import type { PolicyValues } from '@ecc/contracts/policies'
import { coachIsLate } from './outcome-rules.ts'

const hourMs = 3_600_000
const minuteMs = 60_000

/** What decides besides the booking: the policy it was sold under, who was there once it began (null: unknown), and the time. */
export interface Circumstances {
  policy: PolicyValues
  attendance: Attendance | null
  now: Date
}

/** What cancelling at `now` would give back and cost, and until when it would be everything. */
export function cancelEffect(
  booking: BookingRecord,
  by: Actor,
  { policy, attendance, now }: Circumstances,
): CancelEffect {
  const at = now.getTime()
  const start = Date.parse(booking.startsAt)
  const before = ['held', 'requested', 'confirmed'].includes(booking.state) && at < start
  const coachLate = by === 'player' && hasBegun(booking, at) && coachIsLate(attendance, booked(booking), policy, now)
  const allowed = before || coachLate
  const percent = coachLate || booking.confirmedAt === null ? 100 : refundPercent(booking, by, policy, at)
  const fullUntil = by === 'player' ? fullRefundUntil(booking, policy) : start
  const lateCoach = before && by === 'coach' && booking.confirmedAt !== null && start - at < policy.creditHours * hourMs
  return {
    allowed,
    percent,
    refund: share(booking, allowed ? percent : 0),
    fullRefundUntil: fullUntil >= at && before ? new Date(fullUntil).toISOString() : null,
    coachLate,
    credit: share(booking, lateCoach ? policy.creditPercent : 0),
    mark: lateCoach || coachLate,
  }
}

const hasBegun = ({ state, startsAt }: BookingRecord, at: number) =>
  (state === 'in_progress' || state === 'confirmed') && at >= Date.parse(startsAt)

const booked = ({ startsAt, endsAt, price }: BookingRecord) => ({ startsAt, endsAt, priceAmount: price.amount })

/** A percentage of the price, rounded down to a minor unit. */
function share({ price }: BookingRecord, percent: number) {
  return { ...price, amount: Math.floor((price.amount * percent) / 100) }
}

function refundPercent(booking: BookingRecord, by: Actor, policy: PolicyValues, at: number): number {
  if (by !== 'player' || at <= fullRefundUntil(booking, policy)) return 100
  const halfUntil = Date.parse(booking.startsAt) - policy[booking.policy].halfHours * hourMs
  return at <= halfUntil ? policy.lateRefundPercent : 0
}

/** Epoch ms: the preset's cut-off, or the end of the grace after booking, whichever is later. */
function fullRefundUntil(booking: BookingRecord, policy: PolicyValues): number {
  const start = Date.parse(booking.startsAt)
  const cutOff = start - policy[booking.policy].fullHours * hourMs
  const graceEnd = Date.parse(booking.confirmedAt ?? booking.createdAt) + policy.graceMinutes * minuteMs
  return Math.max(cutOff, Math.min(graceEnd, start - policy.graceUntilHours * hourMs))
}
