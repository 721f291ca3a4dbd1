/** What a gift card may be: shared by the shop's page and by the service that sells it. */
import { minorDigits } from './currencies.ts'
import type { Money } from './vocabulary.ts'

/** A card is for 10 to 500 of a currency with cents; of one without, for 1,000 to 50,000, about as much worth. */
const leastMinor = 1_000
const mostMinor = 50_000

/** The least and the most a gift card is for, in minor units. Every amount is one of whole units: nobody gives cents. */
export function giftCardRange(currency: Money['currency']): { least: number; most: number; step: number } {
  return { least: leastMinor, most: mostMinor, step: 10 ** minorDigits(currency) }
}

/** For how long its buyer may have the money back while nobody has redeemed it (EU right of withdrawal, 2011/83/EU, Art. 9). */
export const giftCardWithdrawDays = 14
/** How far ahead a card may be sent. */
export const giftCardAheadDays = 365
/** How long the buyer's words may be. */
export const giftCardMessageLength = 300
