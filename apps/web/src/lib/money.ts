/** Money for people: from integer minor units, in the viewer's language. */
import { minorDigits } from '@ecc/contracts/currencies'
import type { Money } from '@ecc/contracts/vocabulary'

/** "€45" for whole amounts, else "€45.50". */
export function formatMoney(money: Money, locale = 'en'): string {
  const digits = minorDigits(money.currency)
  const whole = money.amount % 10 ** digits === 0
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(money.amount / 10 ** digits)
}

/** Always with cents, for receipts and columns. */
export function formatMoneyExact(money: Money, locale = 'en'): string {
  const digits = minorDigits(money.currency)
  return new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency }).format(
    money.amount / 10 ** digits,
  )
}
