import { Temporal } from 'temporal-polyfill'

/** An instant: ISO 8601 with `Z` or an offset (`2027-03-14T05:00Z`), or epoch milliseconds. Years 1900 to 2199. */
export type InstantInput = string | number

export const minuteMs = 60_000
export const dayMs = 86_400_000
const firstYear = 1900
const lastYear = 2199
/** Every instant that is read is in `[earliestMs, latestMs)`. */
export const earliestMs = Date.UTC(firstYear, 0, 1)
const latestMs = Date.UTC(lastYear + 1, 0, 1)

/** Epoch milliseconds of an instant; throws an Error that names `field` for anything else. */
export function readInstant(value: unknown, field: string): number {
  const quick = quickMs(value)
  if (!Number.isNaN(quick)) return quick
  const ms = typeof value === 'string' ? parseMs(value) : Number.NaN
  if (ms >= earliestMs && ms < latestMs) return ms
  throw new Error(
    `${field} must be an instant like "2027-03-14T05:00Z" in the years ${firstYear} to ${lastYear}, got ${JSON.stringify(value)}`,
  )
}

function parseMs(text: string): number {
  try {
    // Nanoseconds stay as a fraction of a millisecond: comparisons do not need whole ones.
    return Number(Temporal.Instant.from(text).epochNanoseconds) / 1_000_000
  } catch (error) {
    if (error instanceof RangeError) return Number.NaN
    throw error
  }
}

const yearDays = Int32Array.from({ length: lastYear - firstYear + 1 }, (_, i) => Date.UTC(firstYear + i, 0, 1) / dayMs)
const monthDays = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Epoch milliseconds of a number, or of `YYYY-MM-DDTHH:MM[:SS[.sss]]Z`; NaN for all else. Bookings come by the thousand. */
export function quickMs(value: unknown): number {
  if (typeof value === 'number') return value >= earliestMs && value < latestMs ? value : Number.NaN
  if (typeof value !== 'string') return Number.NaN
  const { length } = value
  if ((length !== 17 && length !== 20 && length !== 24) || value.charCodeAt(length - 1) !== 90) return Number.NaN
  if (value.charCodeAt(4) !== 45 || value.charCodeAt(7) !== 45 || value.charCodeAt(10) !== 84) return Number.NaN
  if (value.charCodeAt(13) !== 58) return Number.NaN
  const day = quickDay(value)
  const hour = twoDigits(value, 11)
  const minute = twoDigits(value, 14)
  if (Number.isNaN(day) || hour < 0 || hour > 23 || minute < 0 || minute > 59) return Number.NaN
  const ms = day * dayMs + (hour * 60 + minute) * minuteMs
  return length === 17 ? ms : ms + quickSecondsMs(value)
}

function quickDay(text: string): number {
  const century = twoDigits(text, 0)
  const year = century < 0 ? -1 : century * 100 + twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const date = twoDigits(text, 8)
  if (year < firstYear || year > lastYear || month < 1 || month > 12 || date < 1) return Number.NaN
  const isLeap = (year & 3) === 0 && (year % 100 !== 0 || year % 400 === 0)
  const length = (monthLengths[month - 1] as number) + (isLeap && month === 2 ? 1 : 0)
  if (date > length) return Number.NaN
  const leapDay = isLeap && month > 2 ? 1 : 0
  return (yearDays[year - firstYear] as number) + (monthDays[month - 1] as number) + leapDay + date - 1
}

function quickSecondsMs(text: string): number {
  const second = twoDigits(text, 17)
  if (text.charCodeAt(16) !== 58 || second < 0 || second > 59) return Number.NaN
  if (text.length === 20) return second * 1000
  const tens = twoDigits(text, 20)
  const ones = text.charCodeAt(22) - 48
  if (text.charCodeAt(19) !== 46 || tens < 0 || ones < 0 || ones > 9) return Number.NaN
  return second * 1000 + tens * 10 + ones
}

/** The number in two digits, -1 where they are not digits. */
export function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

const minuteTexts = Array.from({ length: 1440 }, (_, minute) => {
  const hours = String(Math.floor(minute / 60)).padStart(2, '0')
  return `T${hours}:${String(minute % 60).padStart(2, '0')}Z`
})

/** Epoch milliseconds, sorted, as `2027-03-14T05:00Z`. */
export function formatInstants(instants: number[]): string[] {
  let day = Number.NaN
  let dayText = ''
  return instants.map((ms) => {
    // Only zones of long ago, with offsets in seconds, put a grid between the minutes.
    if (ms % minuteMs !== 0) return formatInstant(ms)
    if (Math.floor(ms / dayMs) !== day) {
      day = Math.floor(ms / dayMs)
      dayText = formatDay(day)
    }
    return dayText + minuteTexts[(ms - day * dayMs) / minuteMs]
  })
}

/** One instant as `2027-03-14T05:00Z`, with seconds only where it has them. */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString().replace(/(:00)?\.000Z$/, 'Z')
}

/** Days since 1970-01-01 as `2027-03-14`. */
export function formatDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

const clocks = new Map<string, Intl.DateTimeFormat>()
const maxClocks = 50

/** An instant as a person in `zone` reads it: `Sun, 14 Mar 2027, 09:00 GMT-4`. */
export function formatLocal(ms: number, zone: string): string {
  let clock = clocks.get(zone)
  if (!clock) {
    if (clocks.size >= maxClocks) clocks.clear()
    clock = clockOf(zone)
    clocks.set(zone, clock)
  }
  return clock.format(ms)
}

/** Costs more to make than the rest of a quote. */
function clockOf(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  })
}
