/** Repetitions against a slow walk that looks at one date after the other, written from RFC 5545 and from nothing else. */
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, it } from 'vitest'
import { busyFromFeed } from './busy-from-feed.ts'

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

interface Series {
  zone: string
  start: string
  hour: number
  minute: number
  durationMinutes: number
  rule: Rule
  interval: number
  end: { count: number } | { untilDays: number } | null
  removed: number[]
}
type Rule =
  | { freq: 'DAILY' }
  | { freq: 'WEEKLY'; days: number[] }
  | { freq: 'MONTHLY'; monthDay: number }
  | { freq: 'MONTHLY'; nth: number; day: number }

const series: fc.Arbitrary<Series> = fc.record({
  zone: fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/Santiago',
  ),
  start: fc.integer({ min: 0, max: 900 }).map((days) => Temporal.PlainDate.from('2025-01-01').add({ days }).toString()),
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.constantFrom(0, 15, 30),
  durationMinutes: fc.integer({ min: 1, max: 600 }),
  rule: fc.oneof(
    fc.constant({ freq: 'DAILY' as const }),
    fc.record({
      freq: fc.constant('WEEKLY' as const),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ freq: fc.constant('MONTHLY' as const), monthDay: fc.integer({ min: 1, max: 31 }) }),
    fc.record({
      freq: fc.constant('MONTHLY' as const),
      nth: fc.constantFrom(1, 2, 3, 4, 5, -1),
      day: fc.integer({ min: 1, max: 7 }),
    }),
  ),
  interval: fc.integer({ min: 1, max: 4 }),
  end: fc.oneof(
    fc.constant(null),
    fc.record({ count: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ untilDays: fc.integer({ min: 0, max: 500 }) }),
  ),
  removed: fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 3 }),
})

const window = { from: Date.parse('2026-10-01T00:00Z'), to: Date.parse('2027-04-15T00:00Z') }
const lastDate = '2027-05-15'

/** The first dates of a series, and all it has: EXDATE names some of them. */
function walk(one: Series): Temporal.PlainDate[] {
  const first = firstDate(one)
  const found: Temporal.PlainDate[] = []
  const until = one.end && 'untilDays' in one.end ? first.add({ days: one.end.untilDays }) : null
  const count = one.end && 'count' in one.end ? one.end.count : Number.POSITIVE_INFINITY
  for (let date = first; date.toString() <= lastDate && found.length < count; date = date.add({ days: 1 })) {
    if (until && Temporal.PlainDate.compare(date, until) > 0) break
    if (falls(one.rule, date) && isInPeriod(one, first, date)) found.push(date)
  }
  return found
}

/** DTSTART has to be a date of the rule itself; what happens otherwise the RFC leaves open. */
function firstDate({ start, rule }: Series): Temporal.PlainDate {
  let date = Temporal.PlainDate.from(start)
  while (!falls(rule, date)) date = date.add({ days: 1 })
  return date
}

function falls(rule: Rule, date: Temporal.PlainDate): boolean {
  if (rule.freq === 'DAILY') return true
  if (rule.freq === 'WEEKLY') return rule.days.includes(date.dayOfWeek)
  if ('monthDay' in rule) return date.day === rule.monthDay
  if (date.dayOfWeek !== rule.day) return false
  return rule.nth === -1 ? date.day + 7 > date.daysInMonth : Math.ceil(date.day / 7) === rule.nth
}

function isInPeriod({ rule, interval }: Series, first: Temporal.PlainDate, date: Temporal.PlainDate): boolean {
  const monday = (at: Temporal.PlainDate) => at.subtract({ days: at.dayOfWeek - 1 })
  const passed =
    rule.freq === 'DAILY'
      ? first.until(date).days
      : rule.freq === 'WEEKLY'
        ? monday(first).until(monday(date)).days / 7
        : (date.year - first.year) * 12 + date.month - first.month
  return passed % interval === 0
}

function instantAt({ zone, hour, minute }: Series, date: Temporal.PlainDate): number {
  return date.toZonedDateTime({ timeZone: zone, plainTime: { hour, minute } }).epochMilliseconds
}

/** The series as a feed: written by hand, as programs do. */
function write(one: Series, dates: Temporal.PlainDate[]): string {
  const clock = `${String(one.hour).padStart(2, '0')}${String(one.minute).padStart(2, '0')}00`
  const at = (date: Temporal.PlainDate) => `${date.toString().replaceAll('-', '')}T${clock}`
  const first = firstDate(one)
  const { rule } = one
  const by =
    rule.freq === 'DAILY'
      ? ''
      : rule.freq === 'WEEKLY'
        ? `;BYDAY=${rule.days.map((day) => weekdays[day - 1]).join(',')}`
        : 'monthDay' in rule
          ? `;BYMONTHDAY=${rule.monthDay}`
          : `;BYDAY=${rule.nth}${weekdays[rule.day - 1]}`
  const end =
    one.end === null
      ? ''
      : 'count' in one.end
        ? `;COUNT=${one.end.count}`
        : `;UNTIL=${untilOf(one, first, one.end.untilDays)}`
  const removed = one.removed
    .flatMap((index) => dates[index] ?? [])
    .map((date) => `EXDATE;TZID=${one.zone}:${at(date)}`)
  return [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'UID:series@example.com',
    `DTSTART;TZID=${one.zone}:${at(first)}`,
    `DURATION:PT${one.durationMinutes}M`,
    `RRULE:FREQ=${rule.freq};INTERVAL=${one.interval}${by}${end}`,
    ...removed,
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n')
}

/** UNTIL is in UTC when DTSTART has a zone: the instant of the last date's start. */
function untilOf(one: Series, first: Temporal.PlainDate, untilDays: number): string {
  const at = new Date(instantAt(one, first.add({ days: untilDays })))
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}

function expected(one: Series, dates: Temporal.PlainDate[]): [number, number][] {
  const starts = dates.filter((_, index) => !one.removed.includes(index)).map((date) => instantAt(one, date))
  return starts
    .map((start): [number, number] => [start, start + one.durationMinutes * 60_000])
    .filter(([start, end]) => start < window.to && end > window.from)
}

it('finds exactly the dates of any series, at their time of day in any zone', () => {
  fc.assert(
    fc.property(series, (one) => {
      const dates = walk(one)
      const { busy, eventCount } = busyFromFeed(write(one, dates), { zone: 'UTC', ...window })
      expect(busy).toEqual(expected(one, dates))
      expect(eventCount).toBe(busy.length)
    }),
    { numRuns: 400 },
  )
}, 60_000)
