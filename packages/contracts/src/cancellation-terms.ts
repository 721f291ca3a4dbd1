/**
 * What a player gets back by cancelling, and until when: computed once, shown before the booking by the web app and
 * applied after it by session-service (product rules, "player cancels").
 */
import type { BookingRecord } from './bookings.ts'
import type { Money } from './vocabulary.ts'

/** What the terms of a booking are computed from. `bookedAt` is null before it is booked; then no grace runs yet. */
export interface CancellationTerms {
  policy: BookingRecord['policy']
  startsAt: string
  price: Money
  bookedAt: string | null
}

/** What a player who cancels gets back, until this moment included. */
export interface RefundStep {
  percent: 0 | 50 | 100
  refund: Money
  until: string
}

interface Preset {
  fullHours: number
  halfHours: number
}

const presets: Record<CancellationTerms['policy'], Preset> = {
  flexible: { fullHours: 12, halfHours: 0 },
  standard: { fullHours: 24, halfHours: 6 },
  strict: { fullHours: 48, halfHours: 24 },
}
const hourMs = 3_600_000
const graceMs = 30 * 60_000
const graceUntilStartMs = 2 * hourMs

/** The steps from the most to the least, each later than the one before; the last ends with the start. */
export function refundSteps(terms: CancellationTerms): RefundStep[] {
  const { policy, startsAt, price, bookedAt } = terms
  const start = Date.parse(startsAt)
  const { fullHours, halfHours } = presets[policy]
  const grace = bookedAt === null ? Number.NEGATIVE_INFINITY : graceEnd(start, Date.parse(bookedAt))
  const ends: [RefundStep['percent'], number][] = [
    [100, Math.max(start - fullHours * hourMs, grace)],
    [50, start - halfHours * hourMs],
    [0, start],
  ]
  return ends
    .filter(([, end], index) => ends.slice(0, index).every(([, earlier]) => earlier < end))
    .map(([percent, end]) => ({
      percent,
      refund: { amount: Math.floor((price.amount * percent) / 100), currency: price.currency },
      until: new Date(end).toISOString(),
    }))
}

/** The steps that are not over: the first is what holds at `now` (epoch ms). Empty from the start on. */
export function stepsFrom(terms: CancellationTerms, now: number): RefundStep[] {
  return now < Date.parse(terms.startsAt) ? refundSteps(terms).filter(({ until }) => now <= Date.parse(until)) : []
}

/** How long after a booking made at `now` (epoch ms) everything would come back, whatever the steps say; 0 for not at all. */
export function graceMinutes(startsAt: string, now: number): number {
  return Math.max(0, Math.floor((graceEnd(Date.parse(startsAt), now) - now) / 60_000))
}

/** Epoch ms: 30 minutes after the booking, and at the latest two hours before the start. */
function graceEnd(start: number, bookedAt: number): number {
  return Math.min(bookedAt + graceMs, start - graceUntilStartMs)
}
