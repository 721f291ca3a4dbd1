/** Calendar arithmetic on a zone's clock: where days begin, when it is tonight, when the weekend is. */
import { Temporal } from 'temporal-polyfill'
import type { Span } from './span.ts'

const utc = (at: Temporal.ZonedDateTime): string => new Date(at.epochMilliseconds).toISOString()
const at = (ms: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)

/** From now to midnight. */
export function todaySpan(nowMs: number, zone: string): Span {
  const here = at(nowMs, zone)
  return { from: utc(here), to: utc(here.add({ days: 1 }).startOfDay()) }
}

/** From 18:00, or from now when it is later, to 02:00 at night; before 02:00 the night that is on. */
export function tonightSpan(nowMs: number, zone: string): Span {
  const here = at(nowMs, zone)
  const evening = (here.hour < 2 ? here.subtract({ days: 1 }) : here).withPlainTime('18:00')
  const end = evening.add({ days: 1 }).withPlainTime('02:00')
  return { from: utc(evening.epochMilliseconds > nowMs ? evening : here), to: utc(end) }
}

/** Saturday and Sunday to come, or what is left of them. */
export function weekendSpan(nowMs: number, zone: string): Span {
  const here = at(nowMs, zone)
  const saturday = here.add({ days: (6 - here.dayOfWeek + 7) % 7 }).startOfDay()
  const begins = here.dayOfWeek === 7 ? here.subtract({ days: 1 }).startOfDay() : saturday
  return { from: utc(begins.epochMilliseconds > nowMs ? begins : here), to: utc(begins.add({ days: 2 }).startOfDay()) }
}

/** The span of `days` calendar days that begins `offset` days after today. */
export function daysSpan(nowMs: number, zone: string, offset: number, days: number): Span {
  const first = at(nowMs, zone).startOfDay().add({ days: offset })
  return { from: utc(first), to: utc(first.add({ days }).startOfDay()) }
}

/** The calendar dates of that span, `YYYY-MM-DD`, with noon of each as an instant to name the day by. */
export function daysOf(nowMs: number, zone: string, offset: number, days: number): { key: string; noon: string }[] {
  const today = at(nowMs, zone).toPlainDate()
  return Array.from({ length: days }, (_, index) => {
    const date = today.add({ days: offset + index })
    return { key: date.toString(), noon: utc(date.toZonedDateTime({ timeZone: zone, plainTime: '12:00' })) }
  })
}

/** The instant at which the zone's clock shows this reading, `YYYY-MM-DDTHH:MM`; null while that is no reading. */
export function instantOf(reading: string, zone: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(reading)) return null
  return utc(Temporal.PlainDateTime.from(reading).toZonedDateTime(zone))
}
