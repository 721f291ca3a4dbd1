/** An offer's price as it is typed and shown. */
import type { Offer } from '@ecc/contracts/coaches'
import { minorDigits } from '@ecc/contracts/currencies'
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

/** Typed major units as integer minor units; null when there is no number. */
export function toMinor(typed: number | string, currency: string): number | null {
  const value = typeof typed === 'number' ? typed : Number.parseFloat(typed)
  return Number.isFinite(value) ? Math.round(value * 10 ** minorDigits(currency)) : null
}
