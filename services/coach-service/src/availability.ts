import type { BookingMode } from '@ecc/contracts/bookings'
import { type Availability, badHours } from '@ecc/contracts/coaches'
import type { Queryable, Tx } from '@ecc/kit'
import { openWindows } from './slots.ts'

/** A coach's saved hours. `revision` counts from 1. */
export type Hours = Availability & { revision: number }

/** What holds where a coach has said nothing (product rules). */
export const defaultHours = {
  overrides: [],
  stepMinutes: 30,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 10,
  minNoticeMinutes: 120,
  horizonDays: 60,
  maxBookingsPerDay: null,
  maxBookingsPerWeek: null,
  maxMinutesPerDay: null,
  maxMinutesPerWeek: null,
  offerHours: [],
} satisfies Partial<Availability>

const maxWindowsPerDay = 10

/** A request has time to be answered when nobody asks later than this before the start. */
const noticeToAskMinutes = 120

/** The hours as they count for whoever books an offer, or asks for it. */
export function hoursToBook<H extends Availability>(hours: H, { bookingMode }: { bookingMode: BookingMode }): H {
  if (bookingMode === 'instant') return hours
  return { ...hours, minNoticeMinutes: Math.max(hours.minNoticeMinutes, noticeToAskMinutes) }
}

/** The saved hours, undefined before the first save. */
export async function readHours(sql: Queryable, coachId: string): Promise<Hours | undefined> {
  return sql.first<Hours>`
    select zone, weekly, overrides, step_minutes, buffer_before_minutes, buffer_after_minutes, min_notice_minutes, horizon_days,
           max_bookings_per_day, max_bookings_per_week, max_minutes_per_day, max_minutes_per_week,
           coalesce((select jsonb_agg(jsonb_build_object('offerId', offer_id, 'weekly', o.weekly) order by offer_id)
                     from offer_hours o where o.coach_id = a.coach_id), '[]') as offer_hours,
           revision
    from availability a where coach_id = ${coachId}`
}

/** Replaces the hours of a locked coach; they were checked. */
export async function saveHours(tx: Tx, coachId: string, hours: Availability): Promise<Hours> {
  const { revision } = await tx.one<{ revision: number }>`
    insert into availability (coach_id, zone, weekly, overrides, step_minutes, buffer_before_minutes, buffer_after_minutes,
                              min_notice_minutes, horizon_days, max_bookings_per_day, max_bookings_per_week,
                              max_minutes_per_day, max_minutes_per_week, revision)
    values (${coachId}, ${hours.zone}, ${tx.json(hours.weekly)}, ${tx.json(hours.overrides)}, ${hours.stepMinutes},
            ${hours.bufferBeforeMinutes}, ${hours.bufferAfterMinutes}, ${hours.minNoticeMinutes}, ${hours.horizonDays},
            ${hours.maxBookingsPerDay}, ${hours.maxBookingsPerWeek}, ${hours.maxMinutesPerDay}, ${hours.maxMinutesPerWeek}, 1)
    on conflict (coach_id) do update set
      zone = excluded.zone, weekly = excluded.weekly, overrides = excluded.overrides, step_minutes = excluded.step_minutes,
      buffer_before_minutes = excluded.buffer_before_minutes, buffer_after_minutes = excluded.buffer_after_minutes,
      min_notice_minutes = excluded.min_notice_minutes, horizon_days = excluded.horizon_days,
      max_bookings_per_day = excluded.max_bookings_per_day, max_bookings_per_week = excluded.max_bookings_per_week,
      max_minutes_per_day = excluded.max_minutes_per_day, max_minutes_per_week = excluded.max_minutes_per_week,
      revision = availability.revision + 1
    returning revision`
  await tx`delete from offer_hours where coach_id = ${coachId}`
  for (const { offerId, weekly } of hours.offerHours)
    await tx`insert into offer_hours (offer_id, coach_id, weekly) values (${offerId}, ${coachId}, ${tx.json(weekly)})`
  return { ...hours, revision }
}

/** Throws badHours naming the first field that is wrong; `offerIds` are the coach's own. */
export function checkHours(hours: Availability, offerIds: readonly string[]): void {
  checkWeekly(hours.weekly, 'weekly')
  const dates = new Set<string>()
  for (const [i, { date, windows }] of hours.overrides.entries()) {
    if (dates.has(date)) throw bad(`overrides.${i}.date`, `${date} is there twice`)
    dates.add(date)
    windows.forEach((window, k) => {
      checkWindow(window, `overrides.${i}.windows.${k}`)
    })
  }
  const offers = new Set<string>()
  for (const [i, { offerId, weekly }] of hours.offerHours.entries()) {
    if (offers.has(offerId)) throw bad(`offerHours.${i}.offerId`, 'is there twice')
    if (!offerIds.includes(offerId)) throw bad(`offerHours.${i}.offerId`, 'is none of your offers')
    offers.add(offerId)
    checkWeekly(weekly, `offerHours.${i}.weekly`)
  }
  try {
    openWindows({ ...hours, range: { from: 0, to: 0 } })
  } catch (error) {
    // The engine names the field itself, e.g. a zone that the zone database does not have.
    throw badHours((error as Error).message)
  }
}

function checkWeekly(weekly: Availability['weekly'], field: string): void {
  weekly.forEach((window, i) => {
    checkWindow(window, `${field}.${i}`)
  })
  for (const [day, windows] of Map.groupBy(weekly, ({ day }) => day))
    if (windows.length > maxWindowsPerDay) throw bad(field, `day ${day} has more than ${maxWindowsPerDay} windows`)
}

function checkWindow({ start, end }: { start: string; end: string }, field: string): void {
  if (start === end) throw bad(field, `starts and ends at ${start}; for a whole day write 00:00 to 24:00`)
  if (start === '24:00') throw bad(`${field}.start`, 'must be before 24:00')
}

function bad(field: string, message: string) {
  return badHours(`${field}: ${message}`, { field })
}
