/** What currencies differ in: how many digits their minor unit has, and what an hour may cost. */
import type { Money } from './vocabulary.ts'

type Currency = Money['currency']

/** How many digits a currency's minor unit has: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.resolvedOptions().maximumFractionDigits ?? 2
}

/** Minor units as a decimal number with a point and all digits of the currency: `-12.50`, `1200`. */
export function decimal(minor: number, currency: string): string {
  const digits = minorDigits(currency)
  const whole = Math.abs(minor)
    .toString()
    .padStart(digits + 1, '0')
  const text = digits === 0 ? whole : `${whole.slice(0, -digits)}.${whole.slice(-digits)}`
  return minor < 0 ? `-${text}` : text
}

/**
 * An hour costs 5.00 to 500.00, a trial at least 2.00 (product rules, "price" and "trial"). A currency without cents has the same
 * numbers of its units, 500 to 50,000: a hundred yen are about a euro's worth of cents.
 */
const leastPerHourMinor = 500
const mostPerHourMinor = 50_000
const leastTrialMinor = 200
/** What cards are charged at least, where that is more than a quarter of an hour may cost (docs.stripe.com/currencies). */
const leastChargeMinor: Partial<Record<Currency, number>> = { PLN: 200 }

/** The lowest and the highest price of an offer, in minor units; a package's follows from its single session. */
export function priceRange(kind: string, durationMinutes: number, currency: Currency): { least: number; most: number } {
  const byTime = kind === 'trial' ? leastTrialMinor : Math.ceil((leastPerHourMinor * durationMinutes) / 60)
  const least = Math.max(byTime, leastChargeMinor[currency] ?? 0)
  return { least, most: Math.floor((mostPerHourMinor * durationMinutes) / 60) }
}
