/** Kept cards in words. */
import type { Card } from '@ecc/contracts/cards'

const brands: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
}

/** "Visa ending in 4242". A brand that is not known here is called as the provider calls it. */
export function cardName({ brand, lastFour }: Card): string {
  return `${brands[brand] ?? brand} ending in ${lastFour}`
}

/** "12/40", as it is printed on the card. */
export function cardExpiry({ expiryMonth, expiryYear }: Card): string {
  return `${String(expiryMonth).padStart(2, '0')}/${String(expiryYear % 100).padStart(2, '0')}`
}
