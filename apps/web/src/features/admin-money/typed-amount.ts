import { minorDigits } from '@ecc/contracts/currencies'
import type { Money } from '@ecc/contracts/vocabulary'

/** What somebody typed as an amount of a currency, in minor units: "12.50" or "12,50". Null when it is none, or has parts of a cent. */
export function typedMinor(text: string, currency: Money['currency']): number | null {
  const digits = minorDigits(currency)
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim())
  const [, whole = '', part = ''] = match ?? []
  if (!match || part.length > digits) return null
  return Number(whole + part.padEnd(digits, '0'))
}
