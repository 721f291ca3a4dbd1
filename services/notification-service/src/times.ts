import { minorDigits } from '@ecc/contracts/currencies'
import type { Money } from '@ecc/contracts/vocabulary'
import { LRUCache } from 'lru-cache'

/** How a person reads times: their zone, language and clock. */
export interface Reader {
  timeZone: string
  locale: string
  preferences: { hourCycle: 'locale' | '12h' | '24h' }
}

/** Someone of whom nothing is known. */
export const anyReader: Reader = { timeZone: 'UTC', locale: 'en', preferences: { hourCycle: 'locale' } }

const hourCycles = { locale: undefined, '12h': 'h12', '24h': 'h23' } as const

/**
 * `Sunday, March 14, 2027, 6:00 PM to 7:00 PM (Europe/Berlin, GMT+1)`, in the reader's zone, language and clock. When the
 * clocks change in between, each end has its own: 1:30 AM to 1:30 AM would be nothing.
 */
export function period(startsAt: string, endsAt: string, reader: Reader): string {
  const sameDay = day(startsAt, reader) === day(endsAt, reader)
  const end = sameDay ? clock(endsAt, reader) : `${day(endsAt, reader)}, ${clock(endsAt, reader)}`
  const [before, after] = [zone(startsAt, reader), zone(endsAt, reader)]
  const start = `${day(startsAt, reader)}, ${clock(startsAt, reader)}`
  return before === after ? `${start} to ${end} (${after})` : `${start} (${before}) to ${end} (${after})`
}

/** `Sunday, March 14, 2027, 6:00 PM (Europe/Berlin, GMT+1)`. */
export function moment(at: string, reader: Reader): string {
  return `${day(at, reader)}, ${clock(at, reader)} (${zone(at, reader)})`
}

/** `6:00 PM`: the time of day alone. */
export function clock(at: string, reader: Reader): string {
  const hourCycle = hourCycles[reader.preferences.hourCycle]
  return format(at, reader, { hour: 'numeric', minute: '2-digit', ...(hourCycle ? { hourCycle } : {}) })
}

/** `€45.00` or `¥4,500` as the reader writes it; `money` is in minor units. */
export function amount(money: Money, reader: Reader): string {
  return numbersIn(localeOf(reader), money.currency).format(money.amount / 10 ** minorDigits(money.currency))
}

function day(at: string, reader: Reader): string {
  return format(at, reader, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
}

function zone(at: string, reader: Reader): string {
  const parts = datesOf(reader, { timeZoneName: 'short', hour: 'numeric' }).formatToParts(new Date(at))
  const short = parts.find((part) => part.type === 'timeZoneName')?.value
  const name = zoneOf(reader)
  return short && short !== name ? `${name}, ${short}` : name
}

function format(at: string, reader: Reader, options: Intl.DateTimeFormatOptions): string {
  // Intl separates "6:00" and "PM" by a narrow no-break space, which old mail clients show as a box.
  return datesOf(reader, options)
    .format(new Date(at))
    .replaceAll(/[\u202f\u2009]/g, ' ')
}

/** A format takes a hundred times as long to make as to use, so those in use are kept: some 20 kB each. */
const maxFormats = 200
const dateFormats = new LRUCache<string, Intl.DateTimeFormat>({ max: maxFormats })
const numberFormats = new LRUCache<string, Intl.NumberFormat>({ max: maxFormats })
const zones = new LRUCache<string, string>({ max: maxFormats })

function kept<T extends object | string>(cache: LRUCache<string, T>, key: string, make: () => T): T {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  cache.set(key, made)
  return made
}

function datesOf(reader: Reader, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const [locale, timeZone] = [localeOf(reader), zoneOf(reader)]
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`
  return kept(dateFormats, key, () => new Intl.DateTimeFormat(locale, { ...options, timeZone }))
}

function numbersIn(locale: string, currency: string): Intl.NumberFormat {
  const make = () => new Intl.NumberFormat(locale, { style: 'currency', currency })
  return kept(numberFormats, `${locale} ${currency}`, make)
}

// A locale or zone that this Node does not know must not keep a mail from being sent.
function localeOf(reader: Reader): string {
  try {
    return new Intl.Locale(reader.locale).toString()
  } catch {
    return anyReader.locale
  }
}

function zoneOf({ timeZone }: Reader): string {
  return kept(zones, timeZone, () => {
    try {
      new Intl.DateTimeFormat('en', { timeZone })
      return timeZone
    } catch {
      return anyReader.timeZone
    }
  })
}
