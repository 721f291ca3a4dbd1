import { dayMs, earliestMs, type InstantInput, minuteMs, quickMs, readInstant, twoDigits } from './instant-text.ts'
import { addInterval, type Intervals, isKnownZone, localDay, type OpenHours, spansOf } from './open-hours.ts'

/** Clock readings `[start, end)`, `HH:MM`; `end` may be `24:00`; an `end` at or before `start` goes on into the next date. */
export interface HoursWindow {
  start: string
  end: string
}

/** A window that opens every week on `day`, 0 = Sunday to 6 = Saturday. */
export interface WeeklyWindow extends HoursWindow {
  day: number
}

/** What holds on one date (`YYYY-MM-DD`) instead of the weekly hours; no windows is a day off. */
export interface DateOverride {
  date: string
  windows: readonly HoursWindow[]
}

/** Taken time `[start, end)`; a zero-length entry blocks nothing. */
export interface BusyInterval {
  start: InstantInput
  end: InstantInput
}

/** When one person is open, read on a clock in their own IANA zone (old aliases are accepted). */
export interface OpeningHours {
  zone: string
  weekly: readonly WeeklyWindow[]
  overrides?: readonly DateOverride[] | null
}

/** Time off `[start, end)`: no session may reach into it, but its buffers may; the grid stays where it is. */
export interface ClosedInterval extends BusyInterval {
  note?: string | null
}

/** One of several people who must be free together. */
export interface Host extends OpeningHours {
  busy?: readonly BusyInterval[] | null
  closed?: readonly ClosedInterval[] | null
  /** The sessions that caps count, without buffers; what is busy when left out. */
  booked?: readonly BusyInterval[] | null
}

/** The half-open stretch of time asked about, at most ten years. */
export interface TimeRange {
  from: InstantInput
  to: InstantInput
}

/**
 * Everything that decides which starts are offered; minutes are elapsed time. `hosts` are free together with the coach
 * named at the top; a query from JSON that has `hosts` may leave out the coach's hours, and then only the hosts' count.
 */
export interface SlotQuery extends Host {
  durationMin: number
  /** The grid of starts, counted from the first instant of each merged window. */
  stepMin: number
  bufferBeforeMin?: number
  bufferAfterMin?: number
  minNoticeMin?: number
  /** Local days after today on which a slot may still start; null is no limit. */
  horizonDays?: number | null
  /** Sessions that may start on one local date of the coach before the date is full; null is no limit, here and below. */
  maxPerDay?: number | null
  /** The same for a week, which begins on Monday of the coach's calendar. */
  maxPerWeek?: number | null
  /** Minutes of sessions on a date, the asked one included; a session counts where it starts. */
  maxMinutesPerDay?: number | null
  maxMinutesPerWeek?: number | null
  /** Nothing at all is offered before this instant has come. */
  pausedUntil?: InstantInput | null
  now: InstantInput
  range: TimeRange
  hosts?: readonly Host[] | null
}

/** Time off as numbers. */
export interface Closure {
  startMs: number
  endMs: number
  note: string | null
}

/** A host as numbers: `busy` and `booked` are `[start, end, start, end, ...]` in epoch milliseconds, in no order. */
export interface Person extends OpenHours {
  busy: Float64Array
  booked: Float64Array
  closed: Closure[]
}

/** How much may start on a date and in a week; no limit is Infinity. */
export interface Caps {
  perDay: number
  perWeek: number
  dayMs: number
  weekMs: number
}

/** A query as numbers, checked. The first of `people` is the coach; no limit is Infinity. */
export interface Plan {
  people: [Person, ...Person[]]
  durationMs: number
  stepMs: number
  beforeMs: number
  afterMs: number
  noticeMs: number
  /** The last local day, counted from 1970-01-01 in the coach's zone, on which a slot may start. */
  lastDay: number
  caps: Caps
  pausedUntilMs: number
  nowMs: number
  fromMs: number
  toMs: number
}

const maxRangeDays = 3_660
const maxMinutes = 10_080
const maxNoticeMinutes = 1_000_000
const maxEntries = { hosts: 50, weekly: 1_000, overrides: 10_000, windows: 100, closed: 10_000, busy: 1_000_000 }

/** Checks a query; throws an Error that names the first wrong field. */
export function readQuery(query: SlotQuery): Plan {
  if (typeof query !== 'object' || query === null) throw new Error('query must be an object')
  const { fromMs, toMs } = readRange(query.range)
  const nowMs = readInstant(query.now, 'now')
  const people = readPeople(query)
  return {
    people,
    durationMs: readCount(query.durationMin, 'durationMin', 1, maxMinutes) * minuteMs,
    stepMs: readCount(query.stepMin, 'stepMin', 1, maxMinutes) * minuteMs,
    beforeMs: readCount(query.bufferBeforeMin ?? 0, 'bufferBeforeMin', 0, maxMinutes) * minuteMs,
    afterMs: readCount(query.bufferAfterMin ?? 0, 'bufferAfterMin', 0, maxMinutes) * minuteMs,
    noticeMs: readCount(query.minNoticeMin ?? 0, 'minNoticeMin', 0, maxNoticeMinutes) * minuteMs,
    lastDay: localDay(spansOf(people[0].zone, nowMs, nowMs), nowMs) + readLimit(query.horizonDays, 'horizonDays'),
    caps: {
      perDay: readLimit(query.maxPerDay, 'maxPerDay'),
      perWeek: readLimit(query.maxPerWeek, 'maxPerWeek'),
      dayMs: readLimit(query.maxMinutesPerDay, 'maxMinutesPerDay') * minuteMs,
      weekMs: readLimit(query.maxMinutesPerWeek, 'maxMinutesPerWeek') * minuteMs,
    },
    pausedUntilMs: readInstant(query.pausedUntil ?? earliestMs, 'pausedUntil'),
    nowMs,
    fromMs,
    toMs,
  }
}

/** Checks a range; throws an Error that names the wrong end. */
export function readRange(range: TimeRange): { fromMs: number; toMs: number } {
  if (typeof range !== 'object' || range === null) throw new Error('range must have from and to')
  const fromMs = readInstant(range.from, 'range.from')
  const toMs = readInstant(range.to, 'range.to')
  if (fromMs > toMs) throw new Error('range.from must not be after range.to')
  if (toMs - fromMs > maxRangeDays * dayMs) throw new Error(`range must not be longer than ${maxRangeDays} days`)
  return { fromMs, toMs }
}

/** Checks the hours of the coach and the hosts; throws an Error that names the wrong field. */
export function readPeople(query: Host & { hosts?: readonly Host[] | null }): [Person, ...Person[]] {
  const hosts = readList(query.hosts ?? [], 'hosts', maxEntries.hosts)
  const others = hosts.map((host, i) => readPerson(host, `hosts[${i}].`))
  if (hosts.length === 0 || query.weekly) return [readPerson(query, ''), ...others]
  const allDay = Array.from({ length: 7 }, (_, day) => ({ day, start: '00:00', end: '24:00' }))
  return [readPerson({ ...query, zone: query.zone ?? hosts[0]?.zone, weekly: allDay }, ''), ...others]
}

function readPerson(host: Host, path: string): Person {
  if (typeof host !== 'object' || host === null) throw new Error(`${path.slice(0, -1)} must be an object`)
  const zone = readZone(host.zone, `${path}zone`)
  const weekly = readWeekly(host.weekly, `${path}weekly`)
  const overrides = readOverrides(host.overrides ?? [], `${path}overrides`)
  const busy = readIntervals(host.busy ?? [], `${path}busy`)
  return {
    zone,
    weekly,
    overrides,
    busy,
    booked: host.booked ? readIntervals(host.booked, `${path}booked`) : busy,
    closed: readClosed(host.closed ?? [], `${path}closed`),
  }
}

function readWeekly(weekly: readonly WeeklyWindow[], field: string): Intervals[] {
  const byDay: [number, number][][] = [[], [], [], [], [], [], []]
  readList(weekly, field, maxEntries.weekly).forEach((window, i) => {
    const windows = Number.isInteger(window?.day) ? byDay[window.day] : undefined
    if (!windows)
      throw new Error(`${field}[${i}].day must be a whole number from 0 to 6, got ${JSON.stringify(window?.day)}`)
    windows.push(readWindow(window, field, i))
  })
  return byDay.map(mergeWindows)
}

function readOverrides(overrides: readonly DateOverride[], field: string): Map<number, Intervals> {
  const byDay = new Map<number, [number, number][]>()
  for (const [i, override] of readList(overrides, field, maxEntries.overrides).entries()) {
    const day = readDay(override?.date, `${field}[${i}].date`)
    const list = readList(override.windows, `${field}[${i}].windows`, maxEntries.windows)
    const windows = list.map((window, k) => readWindow(window, `${field}[${i}].windows`, k))
    byDay.set(day, [...(byDay.get(day) ?? []), ...windows])
  }
  return new Map([...byDay].map(([day, windows]) => [day, mergeWindows(windows)]))
}

function mergeWindows(windows: [number, number][]): Intervals {
  const merged: Intervals = []
  for (const [start, end] of windows.sort((a, b) => a[0] - b[0])) addInterval(merged, start, end)
  return merged
}

function readWindow(window: HoursWindow, list: string, index: number): [number, number] {
  const start = readReading(window?.start)
  const end = window?.end === '24:00' ? 1440 : readReading(window?.end)
  if (start >= 0 && end >= 0) return [start, end <= start ? end + 1440 : end]
  const [part, got] = start < 0 ? ['start', window?.start] : ['end', window?.end]
  throw new Error(`${list}[${index}].${part} must be a time of day like "09:30", got ${JSON.stringify(got)}`)
}

/** Minutes from midnight, -1 for what is not `HH:MM`. */
function readReading(text: unknown): number {
  if (typeof text !== 'string' || text.length !== 5 || text[2] !== ':') return -1
  const hours = twoDigits(text, 0)
  const minutes = twoDigits(text, 3)
  return hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 ? hours * 60 + minutes : -1
}

const nothing = {}

/** The intervals that are not empty. A typed array, since a long ordinary one costs more to make than to fill. */
function readIntervals(list: readonly BusyInterval[], field: string): Float64Array {
  const intervals = new Float64Array(2 * readList(list, field, maxEntries.busy).length)
  let length = 0
  for (let i = 0; i < list.length; i++) {
    const { start: from, end: to }: Partial<BusyInterval> = list[i] ?? nothing
    let start = quickMs(from)
    let end = quickMs(to)
    if (Number.isNaN(start)) start = readInstant(from, `${field}[${i}].start`)
    if (Number.isNaN(end)) end = readInstant(to, `${field}[${i}].end`)
    if (end < start) throw new Error(`${field}[${i}].end must not be before its start`)
    if (end === start) continue
    intervals[length++] = start
    intervals[length++] = end
  }
  return length === intervals.length ? intervals : intervals.subarray(0, length)
}

function readClosed(list: readonly ClosedInterval[], field: string): Closure[] {
  return readList(list, field, maxEntries.closed).flatMap((entry, i) => {
    const startMs = readInstant(entry?.start, `${field}[${i}].start`)
    const endMs = readInstant(entry?.end, `${field}[${i}].end`)
    if (endMs < startMs) throw new Error(`${field}[${i}].end must not be before its start`)
    return endMs === startMs ? [] : [{ startMs, endMs, note: entry.note ?? null }]
  })
}

function readZone(zone: unknown, field: string): string {
  // The library also takes offsets and whole date-times for a zone; hours need a place.
  if (typeof zone === 'string' && /^[A-Za-z][\w+/-]*$/.test(zone) && isKnownZone(zone)) return zone
  throw new Error(`${field} must be an IANA time zone, got ${JSON.stringify(zone)}`)
}

function readDay(date: unknown, field: string): number {
  const ms = typeof date === 'string' && date.length === 10 ? quickMs(`${date}T00:00Z`) : Number.NaN
  if (Number.isNaN(ms)) throw new Error(`${field} must be a date like "2027-03-14", got ${JSON.stringify(date)}`)
  return ms / dayMs
}

function readCount(value: unknown, field: string, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new Error(`${field} must be a whole number from ${least} to ${most}, got ${JSON.stringify(value)}`)
}

function readLimit(value: number | null | undefined, field: string): number {
  return value === null || value === undefined ? Number.POSITIVE_INFINITY : readCount(value, field, 0, 1_000_000)
}

function readList<T>(list: readonly T[], field: string, most: number): readonly T[] {
  if (Array.isArray(list) && list.length <= most) return list as readonly T[]
  throw new Error(`${field} must be a list of at most ${most} entries`)
}
