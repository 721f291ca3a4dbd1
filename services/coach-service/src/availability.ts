import type { BookingMode } from '@ecc/contracts/bookings'
import { type Availability, badHours, type OwnAvailability } from '@ecc/contracts/coaches'
import type { Queryable, Tx } from '@ecc/kit'
import { type BusyInterval, openWindows, type SlotQuery } from './slots.ts'

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
} satisfies Partial<Availability>

const dayMs = 86_400_000
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
    select zone, weekly, overrides, step_minutes, buffer_before_minutes, buffer_after_minutes, min_notice_minutes, horizon_days, revision
    from availability where coach_id = ${coachId}`
}

/** Replaces the hours of a locked coach; they were checked. */
export async function saveHours(tx: Tx, coachId: string, hours: Availability): Promise<Hours> {
  const { revision } = await tx.one<{ revision: number }>`
    insert into availability (coach_id, zone, weekly, overrides, step_minutes, buffer_before_minutes, buffer_after_minutes,
                              min_notice_minutes, horizon_days, revision)
    values (${coachId}, ${hours.zone}, ${tx.json(hours.weekly)}, ${tx.json(hours.overrides)}, ${hours.stepMinutes},
            ${hours.bufferBeforeMinutes}, ${hours.bufferAfterMinutes}, ${hours.minNoticeMinutes}, ${hours.horizonDays}, 1)
    on conflict (coach_id) do update set
      zone = excluded.zone, weekly = excluded.weekly, overrides = excluded.overrides, step_minutes = excluded.step_minutes,
      buffer_before_minutes = excluded.buffer_before_minutes, buffer_after_minutes = excluded.buffer_after_minutes,
      min_notice_minutes = excluded.min_notice_minutes, horizon_days = excluded.horizon_days, revision = availability.revision + 1
    returning revision`
  return { ...hours, revision }
}

/** Throws badHours naming the first field that is wrong. */
export function checkHours(hours: Availability): void {
  hours.weekly.forEach((window, i) => {
    checkWindow(window, `weekly.${i}`)
  })
  for (const [day, windows] of Map.groupBy(hours.weekly, ({ day }) => day))
    if (windows.length > maxWindowsPerDay) throw bad('weekly', `day ${day} has more than ${maxWindowsPerDay} windows`)
  const dates = new Set<string>()
  for (const [i, { date, windows }] of hours.overrides.entries()) {
    if (dates.has(date)) throw bad(`overrides.${i}.date`, `${date} is there twice`)
    dates.add(date)
    windows.forEach((window, k) => {
      checkWindow(window, `overrides.${i}.windows.${k}`)
    })
  }
  try {
    openWindows({ ...hours, range: { from: 0, to: 0 } })
  } catch (error) {
    // The engine names the field itself, e.g. a zone that the zone database does not have.
    throw badHours((error as Error).message)
  }
}

function checkWindow({ start, end }: { start: string; end: string }, field: string): void {
  if (start === end) throw bad(field, `starts and ends at ${start}; for a whole day write 00:00 to 24:00`)
  if (start === '24:00') throw bad(`${field}.start`, 'must be before 24:00')
}

function bad(field: string, message: string) {
  return badHours(`${field}: ${message}`, { field })
}

/** What the slot engine is asked about an offer of this length. `busy` already has the buffers it was sold with. */
export function slotQuery(
  hours: Availability,
  durationMinutes: number,
  { busy, now, from, to }: { busy: readonly BusyInterval[]; now: Date; from: Date | string; to: Date | string },
): SlotQuery {
  return {
    zone: hours.zone,
    weekly: hours.weekly,
    overrides: hours.overrides,
    busy,
    durationMin: durationMinutes,
    stepMin: hours.stepMinutes,
    bufferBeforeMin: hours.bufferBeforeMinutes,
    bufferAfterMin: hours.bufferAfterMinutes,
    minNoticeMin: hours.minNoticeMinutes,
    horizonDays: hours.horizonDays,
    maxPerDay: null,
    now: now.getTime(),
    range: { from: toInput(from), to: toInput(to) },
  }
}

const toInput = (at: Date | string) => (typeof at === 'string' ? at : at.getTime())

/** The hours as their coach sees them; before the first save in `fallbackZone`, unconfirmed. */
export function ownAvailability(hours: Hours | undefined, fallbackZone: string, now: Date): OwnAvailability {
  if (!hours)
    return {
      zone: fallbackZone,
      weekly: [],
      ...defaultHours,
      zoneConfirmed: false,
      openHoursNext14Days: 0,
      revision: 0,
    }
  return { ...hours, zoneConfirmed: true, openHoursNext14Days: openHoursNext14Days(hours, now) }
}

/** How many hours are open in the 14 days from now, bookings not looked at. */
export function openHoursNext14Days(hours: Availability, now: Date): number {
  const from = now.getTime()
  const windows = openWindows({ ...hours, range: { from, to: from + 14 * dayMs } })
  const minutes = windows.reduce((sum, window) => sum + window.minutes, 0)
  return Math.round((minutes / 60) * 100) / 100
}
