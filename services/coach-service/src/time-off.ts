/** Time off: its rules, every statement on its table, and what it closes. */
import { badTimeOff, type TimeOff, timeOffNotFound } from '@ecc/contracts/availability'
import type { Queryable, Tx } from '@ecc/kit'
import { Temporal } from 'temporal-polyfill'
import { startOfDay } from './open-hours.ts'
import type { ClosedInterval, DateOverride } from './slot-query.ts'

/** How many a coach may have at once; what ended 30 days ago is dropped. */
const maxTimeOff = 100
const maxDays = 366
const maxYearsAhead = 2

/** What is asked for: one of the two pairs. */
export interface TimeOffWish {
  firstDate?: string
  lastDate?: string
  startsAt?: string
  endsAt?: string
  note?: string
}

/** The coach's time off, earliest first. */
export async function readTimeOff(sql: Queryable, coachId: string): Promise<TimeOff[]> {
  return sql<TimeOff>`
    select id, first_date, last_date, starts_at, ends_at, note from time_off where coach_id = ${coachId}
    order by coalesce(starts_at, first_date::timestamptz), id limit ${maxTimeOff}`
}

/** Keeps a wish of a locked coach. Throws badTimeOff with the field that is wrong. */
export async function insertTimeOff(
  tx: Tx,
  coachId: string,
  wish: TimeOffWish,
  { id, zone, now }: { id: string; zone: string; now: Date },
): Promise<TimeOff> {
  const timeOff = { id, firstDate: null, lastDate: null, startsAt: null, endsAt: null, note: '', ...wish }
  checkTimeOff(timeOff, zone, now)
  const { count } = await tx.one<{ count: number }>`select count(*) from time_off where coach_id = ${coachId}`
  if (count >= maxTimeOff) throw badTimeOff(`${maxTimeOff} are the most; remove an old one`)
  const { firstDate, lastDate, startsAt, endsAt, note } = timeOff
  return tx.one<TimeOff>`
    insert into time_off (id, coach_id, first_date, last_date, starts_at, ends_at, note, created_at)
    values (${id}, ${coachId}, ${firstDate}, ${lastDate}, ${startsAt}, ${endsAt}, ${note.trim()}, ${now})
    returning id, first_date, last_date, starts_at, ends_at, note`
}

function checkTimeOff(timeOff: TimeOff, zone: string, now: Date): void {
  const { firstDate, lastDate, startsAt, endsAt } = timeOff
  const isDates = firstDate !== null && lastDate !== null && startsAt === null && endsAt === null
  const isInstants = startsAt !== null && endsAt !== null && firstDate === null && lastDate === null
  if (!isDates && !isInstants) throw bad('firstDate', 'give firstDate and lastDate, or startsAt and endsAt')
  const last = isDates ? 'lastDate' : 'endsAt'
  if (isDates ? lastDate < firstDate : Date.parse(endsAt ?? '') <= Date.parse(startsAt ?? ''))
    throw bad(last, 'must come after the beginning')
  const latest = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(zone)
    .add({ years: maxYearsAhead })
  if (isDates && Temporal.PlainDate.compare(Temporal.PlainDate.from(lastDate), latest.toPlainDate()) > 0)
    throw bad(last, `must be within ${maxYearsAhead} years`)
  const { startMs, endMs } = closedTime(timeOff, zone)
  if (endMs > latest.epochMilliseconds + 86_400_000) throw bad(last, `must be within ${maxYearsAhead} years`)
  if (endMs <= now.getTime()) throw bad(last, 'has passed')
  if (endMs - startMs > (maxDays + 1) * 86_400_000)
    throw bad(last, `must be at most ${maxDays} days after the beginning`)
}

function bad(field: string, message: string) {
  return badTimeOff(`${field}: ${message}`, { field })
}

/** Drops one of a locked coach. Throws timeOffNotFound. */
export async function deleteTimeOff(tx: Tx, coachId: string, id: string): Promise<void> {
  const gone = await tx.first`delete from time_off where id = ${id} and coach_id = ${coachId} returning id`
  if (!gone) throw timeOffNotFound()
}

const keptDays = 30
const forgottenAtOnce = 10_000

/** Drops what ended 30 days ago, at most 10,000 at once. */
export async function forgetPastTimeOff(tx: Tx, now: Date): Promise<void> {
  await tx`
    delete from time_off where id in (
      select id from time_off
      where coalesce(ends_at, (last_date + 2)::timestamptz) < ${now}::timestamptz - make_interval(days => ${keptDays})
      limit ${forgottenAtOnce})`
}

/** From when to when it is, in epoch milliseconds: whole dates are those of the zone. */
export function closedTime({ firstDate, lastDate, startsAt, endsAt }: TimeOff, zone: string) {
  if (firstDate === null || lastDate === null)
    return { startMs: Date.parse(`${startsAt}`), endMs: Date.parse(`${endsAt}`) }
  const dayAfter = Temporal.PlainDate.from(lastDate).add({ days: 1 }).toString()
  return { startMs: startOfDay(firstDate, zone), endMs: startOfDay(dayAfter, zone) }
}

/** What the slot engine is told: no session reaches into any of it. */
export function closedIntervals(timeOff: readonly TimeOff[], zone: string): ClosedInterval[] {
  return timeOff.map((one) => {
    const { startMs, endMs } = closedTime(one, zone)
    return { start: startMs, end: endMs, note: one.note }
  })
}

/** The overrides with a day off for each date of time off, so that the night which begins on its last one is off too. */
export function withDaysOff(overrides: readonly DateOverride[], timeOff: readonly TimeOff[]): DateOverride[] {
  const off = new Set(timeOff.flatMap(datesOf))
  return [...overrides.filter(({ date }) => !off.has(date)), ...[...off].map((date) => ({ date, windows: [] }))]
}

function datesOf({ firstDate, lastDate }: TimeOff): string[] {
  if (firstDate === null || lastDate === null) return []
  const first = Temporal.PlainDate.from(firstDate)
  const days = first.until(lastDate, { largestUnit: 'days' }).days
  return Array.from({ length: days + 1 }, (_, i) => first.add({ days: i }).toString())
}
