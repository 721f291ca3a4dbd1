/** Money as people read and type it: integer minor units in the viewer's language, and back. */
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

/** What somebody typed as an amount of a currency, in minor units: "12.50", "12,50", 12.5. Null when it is none, or finer than a minor unit. */
export function typedMinor(typed: number | string, currency: Money['currency']): number | null {
  const digits = minorDigits(currency)
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(String(typed).trim())
  const [, whole = '', part = ''] = match ?? []
  if (!match || part.length > digits) return null
  return Number(whole + part.padEnd(digits, '0'))
}
