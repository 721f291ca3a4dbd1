/** What a cancellation costs: one pure function, shown before the click and applied after it. */
import type { CancelEffect } from '@ecc/contracts/booking-parts'
import type { Actor, BookingRecord } from '@ecc/contracts/bookings'
import { type RefundStep, stepsFrom } from '@ecc/contracts/cancellation-terms'
import type { Attendance } from '@ecc/contracts/outcomes'
import type { PolicyValues } from '@ecc/contracts/policies'
import { backOf } from '@ecc/contracts/price-quote'
import { coachIsLate } from './outcome-rules.ts'

const hourMs = 3_600_000

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
  const before = isCancellable(booking, by) && at < start
  const coachLate = by === 'player' && hasBegun(booking, at) && coachIsLate(attendance, booking, policy, now)
  const allowed = before || coachLate
  const step = by === 'player' ? playerStep(booking, policy, at) : everything(booking)
  const percent = coachLate || booking.confirmedAt === null ? 100 : step.percent
  const lateCoach = before && by === 'coach' && booking.confirmedAt !== null && start - at < policy.creditHours * hourMs
  return {
    allowed,
    percent,
    refund: share(booking, allowed ? percent : 0),
    fullRefundUntil: before && step.percent === 100 ? step.until : null,
    coachLate,
    credit: creditOf(booking, lateCoach ? policy.creditPercent : 0),
    mark: lateCoach || coachLate,
    group: null,
  }
}

/** The effect of cancelling a seat where that cancels the group: `effects` are those of all its seats that are paid. */
export function withGroup(effect: CancelEffect, effects: readonly CancelEffect[]): CancelEffect {
  const sum = (amounts: readonly CancelEffect['refund'][]) => ({
    ...effect.refund,
    amount: amounts.reduce((total, { amount }) => total + amount, 0),
  })
  const refund = sum(effects.map((one) => one.refund))
  const credit = sum(effects.map((one) => one.credit))
  return { ...effect, group: { players: effects.length, refund, credit } }
}

/** A request is its player's to withdraw, at no cost; its coach declines it. */
function isCancellable({ state }: BookingRecord, by: Actor): boolean {
  return state === 'held' || state === 'confirmed' || (state === 'requested' && by !== 'coach')
}

const hasBegun = ({ state, startsAt }: BookingRecord, at: number) =>
  (state === 'in_progress' || state === 'confirmed') && at >= Date.parse(startsAt)

/** A percentage of what the player paid. */
function share({ price, funds }: BookingRecord, percent: number) {
  return { ...price, amount: backOf({ paid: price.amount, fee: funds?.fee ?? 0 }, percent, 100).amount }
}

/** A percentage of the price without our fee, which no coach has had. */
function creditOf({ price, funds }: BookingRecord, percent: number) {
  const { amount, fee } = backOf({ paid: price.amount, fee: funds?.fee ?? 0 }, percent, 100)
  return { ...price, amount: amount - fee }
}

/** A player gets back what the terms say (`cancellation-terms` of the contracts); from the start on, nothing. */
function playerStep(booking: BookingRecord, rules: PolicyValues, at: number): RefundStep {
  const { policy, startsAt, price, confirmedAt, createdAt } = booking
  const [step] = stepsFrom({ policy, startsAt, price, bookedAt: confirmedAt ?? createdAt, rules }, at)
  return step ?? { percent: 0, refund: { ...price, amount: 0 }, until: startsAt }
}

/** Whoever else cancels, the player gets everything back. */
function everything({ price, startsAt }: BookingRecord): RefundStep {
  return { percent: 100, refund: price, until: startsAt }
}
