/** An offer's price as it is shown. */
import type { Offer } from '@ecc/contracts/coaches'
import type { Money } from '@ecc/contracts/vocabulary'

/** The kinds that a price is typed in for; a package's follows from its single session. */
export type PlainKind = Exclude<Offer['kind'], 'package'>

/** The length every trial has. */
export const trialMinutes = 30

/** What a price comes to per hour, rounded to a minor unit. */
export function perHour({ amount, currency }: Money, durationMinutes: number): Money {
  return { amount: Math.round((amount * 60) / durationMinutes), currency }
}

/** What several sessions cost together, as it will be sold: rounded down to a minor unit. */
export function packagePrice(singleMinor: number, sessions: number, discountPercent: number): number {
  return Math.floor((singleMinor * sessions * (100 - discountPercent)) / 100)
}
