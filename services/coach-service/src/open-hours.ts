import { Temporal } from 'temporal-polyfill'
import { dayMs, minuteMs } from './instant-text.ts'

/** Intervals as a flat, sorted list `[start, end, start, end, ...]` that neither overlap nor touch. */
export type Intervals = number[]

/** When a person is open. Days are counted from 1970-01-01. */
export interface OpenHours {
  zone: string
  /** By weekday, Sunday first: readings in minutes from midnight, past 1440 where a window goes on overnight. */
  weekly: Intervals[]
  /** The same by day, for the dates that have an override. */
  overrides: Map<number, Intervals>
}

/** A stretch of time in which a zone keeps one offset from UTC. */
export interface OffsetSpan {
  startMs: number
  endMs: number
  offsetMs: number
}

/**
 * The merged windows that are open at some time in `[from, to)`: cut at `to`, but begun at their true first instant, which
 * is what the grid hangs on; -Infinity where nobody ever closes before.
 */
export function windowsFrom(people: OpenHours[], from: number, to: number): Intervals {
  const windows = openTogether(people, from, to)
  if (windows[0] === from) windows[0] = firstOpenInstant(people, from)
  return windows
}

function firstOpenInstant(people: OpenHours[], openAt: number): number {
  for (let reachMs = 2 * dayMs; ; reachMs *= 2) {
    const from = openAt - reachMs
    const before = openTogether(people, from, openAt)
    if (before.length === 0 || (before.at(-1) as number) < openAt) return openAt
    const opens = before.at(-2) as number
    if (opens > from) return opens
    const latestLocalDay = Math.floor(from / dayMs) + 1
    if (people.every((person) => neverClosesUpTo(person, latestLocalDay))) return Number.NEGATIVE_INFINITY
  }
}

/** The merged windows in `[from, to)` in which all are open, cut to it. */
export function openTogether(people: OpenHours[], from: number, to: number): Intervals {
  let together = openIntervals(people[0] as OpenHours, from, to)
  for (let i = 1; i < people.length; i++)
    together = intersect(together, openIntervals(people[i] as OpenHours, from, to))
  return together
}

/** One person's merged windows as instants: within a span of one offset, reading and instant differ by a constant. */
function openIntervals(person: OpenHours, from: number, to: number): Intervals {
  const readings = openReadings(person, Math.floor(from / dayMs) - 1, Math.floor(to / dayMs) + 1)
  const open: Intervals = []
  for (const { startMs, endMs, offsetMs } of spansOf(person.zone, from, to)) {
    const low = Math.max(startMs, from)
    const high = Math.min(endMs, to)
    for (let i = 0; i < readings.length; i += 2) {
      const start = Math.max((readings[i] as number) - offsetMs, low)
      const end = Math.min((readings[i + 1] as number) - offsetMs, high)
      if (start < end) addInterval(open, start, end)
    }
  }
  return open
}

/** The merged windows on the dates of a wall calendar, in milliseconds of reading: no zone has been applied yet. */
function openReadings(
  { weekly, overrides }: Pick<OpenHours, 'weekly' | 'overrides'>,
  firstDay: number,
  lastDay: number,
): Intervals {
  const readings: Intervals = []
  for (let day = firstDay - 1; day <= lastDay; day++) {
    const windows = overrides.get(day) ?? (weekly[weekday(day)] as Intervals)
    // An override takes the place of what the night before would spill into its date.
    const latest = overrides.has(day + 1) ? 1440 : 2880
    for (let i = 0; i < windows.length; i += 2) {
      const end = Math.min(windows[i + 1] as number, latest)
      addInterval(readings, day * dayMs + (windows[i] as number) * minuteMs, day * dayMs + end * minuteMs)
    }
  }
  return readings
}

/** Adds an interval that does not start before the ones there, merging what overlaps or touches. */
export function addInterval(intervals: Intervals, start: number, end: number): void {
  const last = intervals.length - 1
  if (last > 0 && (intervals[last] as number) >= start) {
    if ((intervals[last] as number) < end) intervals[last] = end
  } else {
    intervals.push(start, end)
  }
}

/** What is left of `open` without the stretches `[startMs, endMs)`, which come in any order. */
export function without(open: Intervals, closed: readonly { startMs: number; endMs: number }[]): Intervals {
  let left = open
  for (const { startMs, endMs } of closed) {
    const outside = [Number.NEGATIVE_INFINITY, startMs, endMs, Number.POSITIVE_INFINITY]
    left = intersect(left, outside)
  }
  return left
}

function intersect(a: Intervals, b: Intervals): Intervals {
  const both: Intervals = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const start = Math.max(a[i] as number, b[j] as number)
    const end = Math.min(a[i + 1] as number, b[j + 1] as number)
    if (start < end) both.push(start, end)
    if ((a[i + 1] as number) < (b[j + 1] as number)) i += 2
    else j += 2
  }
  return both
}

/** Whether no reading is closed on `day` and on any day before it. */
function neverClosesUpTo({ weekly, overrides }: OpenHours, day: number): boolean {
  const week = openReadings({ weekly, overrides: new Map() }, 0, 7)
  const coversWeek = week.length === 2 && (week[0] as number) <= 0 && (week[1] as number) >= 7 * dayMs
  return coversWeek && day < Math.min(...overrides.keys())
}

/** Offsets are facts of the zone database, so remembering them keeps every function here pure. */
const spansByZoneYear = new Map<string, OffsetSpan[]>()
const maxRememberedYears = 10_000

/** Whether the zone database has this zone, by its name or an old one. */
export function isKnownZone(zone: string): boolean {
  try {
    spansOfYear(zone, 2000)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The spans of one offset, in order, of at least `[from, to)`. */
export function spansOf(zone: string, from: number, to: number): OffsetSpan[] {
  const firstSpanYear = new Date(from).getUTCFullYear()
  const lastSpanYear = new Date(to).getUTCFullYear()
  const spans = spansOfYear(zone, firstSpanYear)
  if (firstSpanYear === lastSpanYear) return spans
  const all = [...spans]
  for (let year = firstSpanYear + 1; year <= lastSpanYear; year++) all.push(...spansOfYear(zone, year))
  return all
}

function spansOfYear(zone: string, year: number): OffsetSpan[] {
  const key = `${zone} ${year}`
  const remembered = spansByZoneYear.get(key)
  if (remembered) return remembered
  if (spansByZoneYear.size >= maxRememberedYears) spansByZoneYear.clear()
  const spans = findSpans(zone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))
  spansByZoneYear.set(key, spans)
  return spans
}

function findSpans(zone: string, from: number, to: number): OffsetSpan[] {
  const spans: OffsetSpan[] = []
  let clock: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone)
  for (let startMs = from; startMs < to; ) {
    const offsetMs: number = (clock as Temporal.ZonedDateTime).offsetNanoseconds / 1_000_000
    clock = (clock as Temporal.ZonedDateTime).getTimeZoneTransition('next')
    const endMs: number = clock === null ? to : Math.min(clock.epochMilliseconds, to)
    spans.push({ startMs, endMs, offsetMs })
    startMs = endMs
  }
  return spans
}

/** The local date, as days since 1970-01-01, of an instant within `spans`. */
export function localDay(spans: OffsetSpan[], ms: number): number {
  let i = 0
  while (ms >= (spans[i] as OffsetSpan).endMs) i++
  return Math.floor((ms + (spans[i] as OffsetSpan).offsetMs) / dayMs)
}

/** The first instant of a date (`YYYY-MM-DD`) in a zone; of a date that the zone skipped, the first one after it. */
export function startOfDay(date: string, zone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds
}

/** The Monday on or before a day, both as days since 1970-01-01. */
export function mondayOf(day: number): number {
  return day - positiveRemainder(weekday(day) - 1, 7)
}

function weekday(day: number): number {
  return positiveRemainder(day + 4, 7)
}

/** The remainder that is never negative. */
export function positiveRemainder(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
