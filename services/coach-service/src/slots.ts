import {
  dayMs,
  earliestMs,
  formatDay,
  formatInstant,
  formatInstants,
  formatLocal,
  type InstantInput,
  minuteMs,
  readInstant,
} from './instant-text.ts'
import { localDay, type OffsetSpan, openTogether, positiveRemainder, spansOf, windowsFrom } from './open-hours.ts'
import {
  type Host,
  type OpeningHours,
  type Plan,
  readPeople,
  readQuery,
  readRange,
  type SlotQuery,
  type TimeRange,
} from './slot-query.ts'

export type { InstantInput } from './instant-text.ts'
export type {
  BusyInterval,
  DateOverride,
  Host,
  HoursWindow,
  OpeningHours,
  SlotQuery,
  TimeRange,
  WeeklyWindow,
} from './slot-query.ts'

/** Why a time is or is not offered. */
export type SlotReason =
  | 'offered'
  | 'outside-hours'
  | 'off-grid'
  | 'busy'
  | 'too-soon'
  | 'past'
  | 'beyond-horizon'
  | 'day-full'
  | 'outside-range'

/**
 * The starts that can be booked, as sorted UTC instants like `2027-03-14T05:00Z`. What is listed can be booked and what is
 * not listed cannot. Throws an Error that names the field when the query is malformed.
 */
export function freeSlots(query: SlotQuery): string[] {
  return formatInstants(freeSlotStarts(query))
}

/** As `freeSlots`, as epoch milliseconds. */
export function freeSlotStarts(query: SlotQuery): number[] {
  const plan = readQuery(query)
  const starts = gridStarts(plan)
  if (starts.length === 0) return starts
  const blockedFrom = countBlocks(plan, starts)
  const calendars = restrictingCalendars(plan, starts[0] as number, starts[starts.length - 1] as number)
  let kept = 0
  for (let i = 0, blocks = 0; i < starts.length; i++) {
    blocks += blockedFrom[i] as number
    const start = starts[i] as number
    if (blocks === 0 && isOnBookableDay(calendars, plan.maxPerDay, start)) starts[kept++] = start
  }
  starts.length = kept
  return starts
}

/** The merged open windows inside `range`, cut to it, with their length; busy time, notice and caps are not looked at. */
export function openWindows(
  hours: OpeningHours & { hosts?: readonly Host[] | null; range: TimeRange },
): { start: string; end: string; minutes: number }[] {
  const { fromMs, toMs } = readRange(hours.range)
  const open = openTogether(readPeople(hours), fromMs, toMs)
  const windows: { start: string; end: string; minutes: number }[] = []
  for (let i = 0; i < open.length; i += 2) {
    const [start, end] = [open[i] as number, open[i + 1] as number]
    windows.push({ start: formatInstant(start), end: formatInstant(end), minutes: (end - start) / minuteMs })
  }
  return windows
}

/**
 * Says why `instant` is or is not offered: `offered` is true for exactly the instants that `freeSlots` lists. Of several
 * reasons the one that lasts longest is given. The text is English and uses the coach's clock.
 */
export function explainSlot(
  query: SlotQuery,
  instant: InstantInput,
): { offered: boolean; reason: SlotReason; text: string } {
  const plan = readQuery(query)
  const start = readInstant(instant, 'instant')
  const [reason, text] = findReason(plan, start)
  return { offered: reason === 'offered', reason, text }
}

function findReason(plan: Plan, start: number): [SlotReason, string] {
  const clock = (ms: number) => formatLocal(ms, plan.people[0].zone)
  if (start < plan.nowMs) return ['past', `${clock(start)} has passed.`]
  const hours = findHoursReason(plan, start, clock)
  if (hours) return hours
  if (start < plan.nowMs + plan.noticeMs) {
    return [
      'too-soon',
      `Bookings need ${plan.noticeMs / minuteMs} min notice: not before ${clock(plan.nowMs + plan.noticeMs)}.`,
    ]
  }
  const day = localDay(spansOf(plan.people[0].zone, start, start + 1), start)
  if (day > plan.lastDay) return ['beyond-horizon', `Bookings are open up to ${formatDay(plan.lastDay)}.`]
  const clash = findClash(plan, start)
  if (clash) return ['busy', `Not free from ${clock(clash[0])} to ${clock(clash[1])}${describeBuffers(plan)}.`]
  if (!isOnBookableDay(restrictingCalendars(plan, start, start), plan.maxPerDay, start)) {
    return ['day-full', `${formatDay(day)} already has its ${plan.maxPerDay} bookings.`]
  }
  if (start < plan.fromMs || start >= plan.toMs) {
    return [
      'outside-range',
      `Free, but not between ${clock(plan.fromMs)} and ${clock(plan.toMs)}, the time asked about.`,
    ]
  }
  return ['offered', `Free: ${clock(start)} to ${clock(start + plan.durationMs)}.`]
}

function findHoursReason(plan: Plan, start: number, clock: (ms: number) => string): [SlotReason, string] | null {
  const minutes = plan.durationMs / minuteMs
  const [opens, closes] = windowsFrom(plan.people, start, start + plan.durationMs)
  if (opens === undefined || closes === undefined || opens > start) {
    const next = openTogether(plan.people, start, start + 15 * dayMs)[0]
    const hint = next === undefined ? 'no open hours in the two weeks after' : `opens next at ${clock(next)}`
    return ['outside-hours', `Closed at ${clock(start)}; ${hint}.`]
  }
  if (closes < start + plan.durationMs) {
    return ['outside-hours', `Closes at ${clock(closes)}, before ${minutes} min from ${clock(start)} are over.`]
  }
  const origin = gridOrigin(plan, opens)
  const sinceGrid = positiveRemainder(start - origin, plan.stepMs)
  if (sinceGrid === 0) return null
  const earlier = clock(start - sinceGrid)
  const later = clock(start - sinceGrid + plan.stepMs)
  return [
    'off-grid',
    `Starts are every ${plan.stepMs / minuteMs} min in these hours; the nearest are ${earlier} and ${later}.`,
  ]
}

function describeBuffers({ beforeMs, afterMs }: Plan): string {
  if (beforeMs + afterMs === 0) return ''
  return `, and a booking keeps ${beforeMs / minuteMs} min free before and ${afterMs / minuteMs} min after`
}

function findClash({ people, durationMs, beforeMs, afterMs }: Plan, start: number): [number, number] | null {
  for (const { busy } of people) {
    for (let i = 0; i < busy.length; i += 2) {
      const busyStart = busy[i] as number
      const busyEnd = busy[i + 1] as number
      if (start - beforeMs < busyEnd && start + durationMs + afterMs > busyStart) return [busyStart, busyEnd]
    }
  }
  return null
}

/** The grid's starts that fit their window, between the range, the notice and, to a day or two, the horizon. */
function gridStarts(plan: Plan): number[] {
  const { durationMs, stepMs } = plan
  const lowest = Math.max(plan.fromMs, plan.nowMs + plan.noticeMs)
  // No zone is a whole day from UTC, so all of the last local day is before this.
  const highest = Math.min(plan.toMs, (plan.lastDay + 2) * dayMs)
  if (lowest >= highest) return []
  const windows = windowsFrom(plan.people, lowest, highest + durationMs)
  // Room for all at once: growing step by step is a good part of the cost of a quiet month.
  const starts = Array<number>(Math.ceil((highest - lowest) / stepMs) + windows.length)
  let count = 0
  for (let i = 0; i < windows.length; i += 2) {
    const origin = gridOrigin(plan, windows[i] as number)
    const last = (windows[i + 1] as number) - durationMs
    let start = origin + Math.max(0, Math.ceil((lowest - origin) / stepMs)) * stepMs
    for (; start <= last && start < highest; start += stepMs) starts[count++] = start
  }
  starts.length = count
  return starts
}

/** For hours that never close, the grid has the phase of the coach's first instant of 2000, so that it moves with nothing. */
function gridOrigin({ people, stepMs }: Plan, opens: number): number {
  if (opens !== Number.NEGATIVE_INFINITY) return opens
  const midnight = Date.UTC(2000, 0, 1)
  const { offsetMs } = spansOf(people[0].zone, midnight, midnight + 1)[0] as OffsetSpan
  const phase = positiveRemainder(midnight - offsetMs, stepMs)
  return Math.floor(earliestMs / stepMs) * stepMs + phase - stepMs
}

/** How many busy intervals begin to block (positive) or cease to (negative) at each start. No order of `busy` is needed. */
function countBlocks({ people, durationMs, beforeMs, afterMs }: Plan, starts: number[]): number[] {
  const changes = Array<number>(starts.length + 1).fill(0)
  for (const { busy } of people) {
    for (let i = 0; i < busy.length; i += 2) {
      const first = indexAfter(starts, (busy[i] as number) - durationMs - afterMs)
      const last = indexFrom(starts, (busy[i + 1] as number) + beforeMs, first)
      changes[first] = (changes[first] as number) + 1
      changes[last] = (changes[last] as number) - 1
    }
  }
  return changes
}

/** Index of the first that is more than `value`. */
function indexAfter(sorted: number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** Index of the first that is at least `value`, at or after `from`. Bookings are short, so it is sought nearby first. */
function indexFrom(sorted: number[], value: number, from: number): number {
  let low = from
  let high = from + 1
  while (high < sorted.length && (sorted[high] as number) < value) {
    low = high
    high += high - from
  }
  high = Math.min(high, sorted.length)
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) >= value) high = middle
    else low = middle + 1
  }
  return low
}

interface DayCalendar {
  spans: OffsetSpan[]
  busyByDay: Map<number, number>
  lastDay: number
}

/** The calendars that may rule out a date between the two starts; the horizon is counted on the coach's. */
function restrictingCalendars(plan: Plan, first: number, last: number): DayCalendar[] {
  const from = first - 2 * dayMs
  const to = last + 2 * dayMs
  if (plan.maxPerDay === Number.POSITIVE_INFINITY && plan.lastDay * dayMs > to) return []
  return plan.people.map(({ zone, busy }, i) => {
    const spans = spansOf(zone, from, to)
    return {
      spans,
      busyByDay: countByDay(spans, busy, from, to),
      lastDay: i === 0 ? plan.lastDay : Number.POSITIVE_INFINITY,
    }
  })
}

function isOnBookableDay(calendars: DayCalendar[], maxPerDay: number, start: number): boolean {
  for (const { spans, busyByDay, lastDay } of calendars) {
    const day = localDay(spans, start)
    if (day > lastDay || (busyByDay.get(day) ?? 0) >= maxPerDay) return false
  }
  return true
}

function countByDay(spans: OffsetSpan[], busy: number[], from: number, to: number): Map<number, number> {
  const counts = new Map<number, number>()
  for (let i = 0; i < busy.length; i += 2) {
    const start = busy[i] as number
    if (start < from || start >= to) continue
    const day = localDay(spans, start)
    counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  return counts
}
