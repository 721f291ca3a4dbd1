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
import {
  localDay,
  mondayOf,
  type OffsetSpan,
  openTogether,
  positiveRemainder,
  spansOf,
  windowsFrom,
  without,
} from './open-hours.ts'
import { type Full, findFull, isOnBookableDay, restrictingCalendars } from './slot-caps.ts'
import {
  type Closure,
  type Host,
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
  | 'paused'
  | 'time-off'
  | 'beyond-horizon'
  | 'day-full'
  | 'week-full'
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
  if (plan.nowMs < plan.pausedUntilMs) return []
  const starts = gridStarts(plan)
  if (starts.length === 0) return starts
  const blockedFrom = countBlocks(plan, starts)
  const calendars = restrictingCalendars(plan, starts[0] as number, starts[starts.length - 1] as number)
  let kept = 0
  for (let i = 0, blocks = 0; i < starts.length; i++) {
    blocks += blockedFrom[i] as number
    const start = starts[i] as number
    if (blocks === 0 && (calendars.length === 0 || isOnBookableDay(calendars, plan, start))) starts[kept++] = start
  }
  starts.length = kept
  return starts
}

/**
 * The merged open windows inside `range`, less time off, cut to it, with their length; busy time, notice, caps and a pause
 * are not looked at.
 */
export function openWindows(
  hours: Host & { hosts?: readonly Host[] | null; range: TimeRange },
): { start: string; end: string; minutes: number }[] {
  const { fromMs, toMs } = readRange(hours.range)
  const people = readPeople(hours)
  const closed = people.flatMap((person) => person.closed)
  const open = without(openTogether(people, fromMs, toMs), closed)
  const windows: { start: string; end: string; minutes: number }[] = []
  for (let i = 0; i < open.length; i += 2) {
    const [start, end] = [open[i] as number, open[i + 1] as number]
    windows.push({ start: formatInstant(start), end: formatInstant(end), minutes: (end - start) / minuteMs })
  }
  return windows
}

/** The date of an instant on a clock in the zone, and the Monday of its week, as `2027-03-14`. */
export function localDates(ms: number, zone: string): { date: string; week: string } {
  const day = localDay(spansOf(zone, ms, ms), ms)
  return { date: formatDay(day), week: formatDay(mondayOf(day)) }
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
  if (plan.nowMs < plan.pausedUntilMs) return ['paused', `Bookings are paused until ${clock(plan.pausedUntilMs)}.`]
  const off = findTimeOff(plan, start)
  if (off) {
    const note = off.note ? ` (${off.note})` : ''
    return ['time-off', `Time off from ${clock(off.startMs)} to ${clock(off.endMs)}${note}.`]
  }
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
  const full = findFull(restrictingCalendars(plan, start, start), plan, start)
  if (full) return [full.of === 'day' ? 'day-full' : 'week-full', describeFull(full)]
  const clash = findClash(plan, start)
  if (clash) return ['busy', `Not free from ${clock(clash[0])} to ${clock(clash[1])}${describeBuffers(plan)}.`]
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
    const closed = plan.people.flatMap((person) => person.closed)
    const next = without(openTogether(plan.people, start, start + 15 * dayMs), closed)[0]
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

function describeFull({ of, firstDay, count, minutes, maxCount, maxMinutes }: Full): string {
  const when = of === 'day' ? formatDay(firstDay) : `The week of Monday, ${formatDay(firstDay)},`
  if (count >= maxCount) return `${when} already has its ${maxCount} bookings.`
  return `${when} already has ${minutes} of at most ${maxMinutes} min of sessions, too many for one of this length.`
}

function findTimeOff({ people, durationMs }: Plan, start: number): Closure | undefined {
  return people.flatMap(({ closed }) => closed).find((off) => start < off.endMs && start + durationMs > off.startMs)
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
  const starts: number[] = []
  for (let i = 0; i < windows.length; i += 2) {
    const origin = gridOrigin(plan, windows[i] as number)
    const last = (windows[i + 1] as number) - durationMs
    let start = origin + Math.max(0, Math.ceil((lowest - origin) / stepMs)) * stepMs
    for (; start <= last && start < highest; start += stepMs) starts.push(start)
  }
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

/** Room for the changes of an ordinary call, used anew by the next: to make one each time costs as much as fifty bookings. */
const ordinaryChanges = new Int32Array(4_096)

/**
 * How many busy intervals begin to block (positive) or cease to (negative) at each start; holds until the next call. No order
 * of `busy` is needed.
 */
function countBlocks({ people, durationMs, beforeMs, afterMs }: Plan, starts: number[]): Int32Array {
  const changes =
    starts.length < ordinaryChanges.length
      ? ordinaryChanges.fill(0, 0, starts.length + 1)
      : new Int32Array(starts.length + 1)
  for (const { busy, closed } of people) {
    const marks = busy.length > 4 * starts.length ? markParts(starts) : null
    for (let i = 0; i < busy.length; i += 2) {
      const first = indexAfter(starts, marks, (busy[i] as number) - durationMs - afterMs)
      const last = indexFrom(starts, (busy[i + 1] as number) + beforeMs, first)
      changes[first] = (changes[first] as number) + 1
      changes[last] = (changes[last] as number) - 1
    }
    for (const { startMs, endMs } of closed) {
      const first = indexAfter(starts, null, startMs - durationMs)
      const last = indexFrom(starts, endMs, first)
      changes[first] = (changes[first] as number) + 1
      changes[last] = (changes[last] as number) - 1
    }
  }
  return changes
}

/** Equal parts of the time between the first and the last start; `firsts` has the first start in or after each, and how many there are. */
interface Marks {
  originMs: number
  partMs: number
  firsts: Int32Array
}

/** For thousands of bookings it pays to look into a part of the starts: halving all of them guesses wrong at every step. */
function markParts(starts: number[]): Marks {
  const originMs = starts[0] as number
  const parts = 2 * starts.length
  // Whole milliseconds, so that a start on a mark is never taken for one before it.
  const partMs = Math.ceil(((starts[starts.length - 1] as number) + 1 - originMs) / parts)
  const firsts = new Int32Array(parts + 1).fill(starts.length)
  for (let part = 0, i = 0; i < starts.length; i++) {
    const partOfStart = Math.floor(((starts[i] as number) - originMs) / partMs)
    for (; part <= partOfStart; part++) firsts[part] = i
  }
  return { originMs, partMs, firsts }
}

/** Index of the first that is more than `value`. */
function indexAfter(sorted: number[], marks: Marks | null, value: number): number {
  let low = 0
  let high = sorted.length
  if (marks) {
    const part = Math.floor((value - marks.originMs) / marks.partMs)
    if (part < 0) return 0
    if (part + 1 >= marks.firsts.length) return high
    low = marks.firsts[part] as number
    high = marks.firsts[part + 1] as number
  }
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
