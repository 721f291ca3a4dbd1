/** Calendar arithmetic on a zone's clock: where days begin, when it is tonight, when the weekend is, what some hours of a day are. */
import { Temporal } from 'temporal-polyfill'
import type { Span } from './span.ts'

const utc = (at: Temporal.ZonedDateTime): string => new Date(at.epochMilliseconds).toISOString()
const at = (ms: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)

/** From now to midnight. */
export function todaySpan(nowMs: number, zone: string): Span {
  const here = at(nowMs, zone)
  return { from: utc(here), to: utc(here.add({ days: 1 }).startOfDay()) }
}

/** All of the next day. */
export function tomorrowSpan(nowMs: number, zone: string): Span {
  return daysSpan(nowMs, zone, 1, 1)
}

/** From 18:00, or from now when it is later, to 02:00 at night; before 02:00 the night that is on. */
export function tonightSpan(nowMs: number, zone: string): Span {
  const here = at(nowMs, zone)
  const evening = (here.hour < 2 ? here.subtract({ days: 1 }) : here).withPlainTime('18:00')
  const end = evening.add({ days: 1 }).withPlainTime('02:00')
  return { from: utc(evening.epochMilliseconds > nowMs ? evening : here), to: utc(end) }
}

/** Friday 18:00 to the end of Sunday, the one to come or what is left of it. */
export function weekendSpan(nowMs: number, zone: string): Span {
  const here = at(nowMs, zone)
  const monday = here.add({ days: 8 - here.dayOfWeek }).startOfDay()
  const friday = monday.subtract({ days: 3 }).withPlainTime('18:00')
  return { from: utc(friday.epochMilliseconds > nowMs ? friday : here), to: utc(monday) }
}

/** A calendar date (`YYYY-MM-DD`) between two clock times (`HH:MM`); a `to` at or before `from` is on the next date. */
export interface DayHours {
  date: string
  from: string
  to: string
}

/** The instants of some hours of a date; 00:00 to 00:00 is all of it. */
export function dayHoursSpan({ date, from, to }: DayHours, zone: string): Span {
  const day = Temporal.PlainDate.from(date)
  const end = to > from ? day : day.add({ days: 1 })
  return { from: utc(atTime(day, from, zone)), to: utc(atTime(end, to, zone)) }
}

/** A day that begins when its clocks skip midnight has no 00:00: it begins with its first instant. */
function atTime(day: Temporal.PlainDate, time: string, zone: string): Temporal.ZonedDateTime {
  return time === '00:00' ? day.toZonedDateTime(zone) : day.toZonedDateTime({ timeZone: zone, plainTime: time })
}

/** A span as the date and the hours it is on the zone's clock, to the minute. */
export function dayHoursOf({ from, to }: Span, zone: string): DayHours {
  const [start, end] = [at(Date.parse(from), zone), at(Date.parse(to), zone)]
  const time = (moment: Temporal.ZonedDateTime) => moment.toPlainTime().toString({ smallestUnit: 'minute' })
  return { date: start.toPlainDate().toString(), from: time(start), to: time(end) }
}

/** From an instant to the end of its day. */
export function restOfDaySpan(instant: string, zone: string): Span {
  return todaySpan(Date.parse(instant), zone)
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
