/** What a cancellation costs: one pure function, shown before the click and applied after it. */
import type { Actor, BookingRecord, CancelEffect } from '@ecc/contracts/bookings'
import { type RefundStep, stepsFrom } from '@ecc/contracts/cancellation-terms'

/** What cancelling at `now` would give back, and until when it would be everything. */
export function cancelEffect(booking: BookingRecord, by: Actor, now: Date): CancelEffect {
  const allowed = isCancellable(booking, by) && now.getTime() < Date.parse(booking.startsAt)
  const step = by === 'player' ? playerStep(booking, now) : everything(booking)
  const percent = booking.state === 'confirmed' ? step.percent : 100
  return {
    allowed,
    percent,
    refund: {
      amount: allowed ? Math.floor((booking.price.amount * percent) / 100) : 0,
      currency: booking.price.currency,
    },
    fullRefundUntil: step.percent === 100 && now.getTime() < Date.parse(step.until) ? step.until : null,
  }
}

/** A request is its player's to withdraw, at no cost; its coach declines it. */
function isCancellable({ state }: BookingRecord, by: Actor): boolean {
  return state === 'held' || state === 'confirmed' || (state === 'requested' && by !== 'coach')
}

/** A player gets back what the terms say (`cancellation-terms` of the contracts); from the start on, nothing. */
function playerStep(booking: BookingRecord, now: Date): RefundStep {
  const { policy, startsAt, price, confirmedAt, createdAt } = booking
  const [step] = stepsFrom({ policy, startsAt, price, bookedAt: confirmedAt ?? createdAt }, now.getTime())
  return step ?? { percent: 0, refund: { ...price, amount: 0 }, until: startsAt }
}

/** Whoever else cancels, the player gets everything back. */
function everything({ price, startsAt }: BookingRecord): RefundStep {
  return { percent: 100, refund: price, until: startsAt }
}
