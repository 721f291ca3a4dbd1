/** Which dates may still be booked: the horizon, and the caps of a day and a week on each person's own calendar. Pure. */
import { dayMs, minuteMs } from './instant-text.ts'
import { localDay, mondayOf, type OffsetSpan, spansOf } from './open-hours.ts'
import type { Caps, Plan } from './slot-query.ts'

/** A person's dates around the starts in question. Days are counted from 1970-01-01, a week is named by its Monday. */
export interface DayCalendar {
  spans: OffsetSpan[]
  byDay: Map<number, Load>
  byWeek: Map<number, Load>
  lastDay: number
}

/** The sessions that start on a date or in a week. */
interface Load {
  count: number
  ms: number
}

/** Why a cap refuses another session: what there is, and what there may be. */
export interface Full {
  of: 'day' | 'week'
  firstDay: number
  count: number
  minutes: number
  maxCount: number
  maxMinutes: number
}

const nothing: Load = { count: 0, ms: 0 }

/** The calendars that may rule out a date between the two starts; the horizon is counted on the coach's. */
export function restrictingCalendars({ people, caps, lastDay }: Plan, first: number, last: number): DayCalendar[] {
  const isCapped = Object.values(caps).some(Number.isFinite)
  // A week more on either side holds every session of the weeks of the starts.
  const aroundDays = Number.isFinite(caps.perWeek) || Number.isFinite(caps.weekMs) ? 9 : 2
  const from = first - aroundDays * dayMs
  const to = last + aroundDays * dayMs
  if (!isCapped && lastDay * dayMs > to) return []
  return people.map(({ zone, booked }, i) => {
    const spans = spansOf(zone, from, to)
    const byDay = isCapped ? sumByDay(spans, booked, from, to) : new Map<number, Load>()
    return { spans, byDay, byWeek: sumByWeek(byDay), lastDay: i === 0 ? lastDay : Number.POSITIVE_INFINITY }
  })
}

/** Whether the horizon and the caps let a session start then. */
export function isOnBookableDay(calendars: DayCalendar[], plan: Plan, start: number): boolean {
  for (const { spans, lastDay } of calendars) if (localDay(spans, start) > lastDay) return false
  return findFull(calendars, plan, start) === null
}

/** The cap that a session which starts then would break, null if none. */
export function findFull(calendars: DayCalendar[], { caps, durationMs }: Plan, start: number): Full | null {
  for (const { spans, byDay, byWeek } of calendars) {
    const day = localDay(spans, start)
    const monday = mondayOf(day)
    const ofDay = byDay.get(day) ?? nothing
    const ofWeek = byWeek.get(monday) ?? nothing
    if (isFull(ofDay, durationMs, caps.perDay, caps.dayMs)) return describe('day', day, ofDay, caps)
    if (isFull(ofWeek, durationMs, caps.perWeek, caps.weekMs)) return describe('week', monday, ofWeek, caps)
  }
  return null
}

function isFull(load: Load, durationMs: number, maxCount: number, maxMs: number): boolean {
  return load.count >= maxCount || load.ms + durationMs > maxMs
}

function describe(of: Full['of'], firstDay: number, { count, ms }: Load, caps: Caps): Full {
  const [maxCount, maxMs] = of === 'day' ? [caps.perDay, caps.dayMs] : [caps.perWeek, caps.weekMs]
  return { of, firstDay, count, minutes: ms / minuteMs, maxCount, maxMinutes: maxMs / minuteMs }
}

function sumByDay(spans: OffsetSpan[], booked: Float64Array, from: number, to: number): Map<number, Load> {
  const byDay = new Map<number, Load>()
  for (let i = 0; i < booked.length; i += 2) {
    const start = booked[i] as number
    if (start < from || start >= to) continue
    add(byDay, localDay(spans, start), { count: 1, ms: (booked[i + 1] as number) - start })
  }
  return byDay
}

function sumByWeek(byDay: Map<number, Load>): Map<number, Load> {
  const byWeek = new Map<number, Load>()
  for (const [day, load] of byDay) add(byWeek, mondayOf(day), load)
  return byWeek
}

function add(loads: Map<number, Load>, key: number, { count, ms }: Load): void {
  const load = loads.get(key) ?? nothing
  loads.set(key, { count: load.count + count, ms: load.ms + ms })
}
