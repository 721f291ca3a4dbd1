/**
 * What a player gets back by cancelling, and until when: computed once, shown before the booking by the web app and
 * applied after it by session-service (product rules, "player cancels").
 */
import type { BookingRecord } from './bookings.ts'
import { defaultPolicy, type PolicyValues } from './policies.ts'
import type { Money } from './vocabulary.ts'

/** What the terms of a booking are computed from. `bookedAt` is null before it is booked; then no grace runs yet. */
export interface CancellationTerms {
  policy: BookingRecord['policy']
  startsAt: string
  price: Money
  bookedAt: string | null
  /** The numbers of the version it is sold under; the product's own unless told. */
  rules?: PolicyValues
}

/** What a player who cancels gets back, until this moment included. */
export interface RefundStep {
  percent: number
  refund: Money
  until: string
}

const hourMs = 3_600_000
const minuteMs = 60_000

/** The steps from the most to the least, each later than the one before; the last ends with the start. */
export function refundSteps(terms: CancellationTerms): RefundStep[] {
  const { policy, startsAt, price, bookedAt, rules = defaultPolicy } = terms
  const start = Date.parse(startsAt)
  const { fullHours, halfHours } = rules[policy]
  const grace = bookedAt === null ? Number.NEGATIVE_INFINITY : graceEnd(start, Date.parse(bookedAt), rules)
  const ends: [percent: number, end: number][] = [
    [100, Math.max(start - fullHours * hourMs, grace)],
    [rules.lateRefundPercent, start - halfHours * hourMs],
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
export function graceMinutes(startsAt: string, now: number, rules: PolicyValues = defaultPolicy): number {
  return Math.max(0, Math.floor((graceEnd(Date.parse(startsAt), now, rules) - now) / minuteMs))
}

/** Epoch ms: 30 minutes after the booking, and at the latest two hours before the start. */
function graceEnd(start: number, bookedAt: number, rules: PolicyValues): number {
  return Math.min(bookedAt + rules.graceMinutes * minuteMs, start - rules.graceUntilHours * hourMs)
}
