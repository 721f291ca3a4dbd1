/** What a cancellation costs: one pure function, shown before the click and applied after it. */
import type { Actor, BookingRecord, CancelEffect } from '@ecc/contracts/bookings'

interface Preset {
  fullHours: number
  halfHours: number
}

/** Hours before the start until which a player gets 100 %, then 50 % (product rules, "player cancels"). */
const presets: Record<BookingRecord['policy'], Preset> = {
  flexible: { fullHours: 12, halfHours: 0 },
  standard: { fullHours: 24, halfHours: 6 },
  strict: { fullHours: 48, halfHours: 24 },
}

const hourMs = 3_600_000
const graceMs = 30 * 60_000
const graceUntilStartMs = 2 * hourMs

/** What cancelling at `now` would give back, and until when it would be everything. */
export function cancelEffect(booking: BookingRecord, by: Actor, now: Date): CancelEffect {
  const allowed =
    (booking.state === 'held' || booking.state === 'confirmed') && now.getTime() < Date.parse(booking.startsAt)
  const percent = booking.state === 'held' ? 100 : refundPercent(booking, by, now)
  const fullUntil = by === 'player' ? fullRefundUntil(booking) : Date.parse(booking.startsAt)
  return {
    allowed,
    percent,
    refund: {
      amount: allowed ? Math.floor((booking.price.amount * percent) / 100) : 0,
      currency: booking.price.currency,
    },
    fullRefundUntil: fullUntil > now.getTime() ? new Date(fullUntil).toISOString() : null,
  }
}

function refundPercent(booking: BookingRecord, by: Actor, now: Date): 0 | 50 | 100 {
  if (by !== 'player' || now.getTime() <= fullRefundUntil(booking)) return 100
  const halfUntil = Date.parse(booking.startsAt) - presets[booking.policy].halfHours * hourMs
  return now.getTime() < halfUntil ? 50 : 0
}

/** Epoch ms: the preset's cut-off, or the end of the 30 minutes of grace, whichever is later. */
function fullRefundUntil(booking: BookingRecord): number {
  const start = Date.parse(booking.startsAt)
  const cutOff = start - presets[booking.policy].fullHours * hourMs
  const grace = Math.min(Date.parse(booking.confirmedAt ?? booking.createdAt) + graceMs, start - graceUntilStartMs)
  return Math.max(cutOff, grace)
}
