/** A coach's calendar: all that the slot engine is told of a coach, gathered in one place, whoever asks. */
import type { Taken, TimeOff } from '@ecc/contracts/availability'
import type { Availability, Offer, OwnAvailability } from '@ecc/contracts/coaches'
import type { BookingTime } from '@ecc/contracts/hours'
import type { Queryable } from '@ecc/kit'
import { defaultHours, type Hours, hoursToBook, readHours } from './availability.ts'
import { readBooked, readTaken, readUpcoming, type Stretch, type TakenTime } from './busy.ts'
import { readPause } from './pause.ts'
import { type BusyInterval, explainSlot, openWindows, type SlotQuery } from './slots.ts'
import { closedIntervals, closedTime, readTimeOff, withDaysOff } from './time-off.ts'

/** What a coach has said of their time. */
export interface Calendar {
  hours: Hours
  timeOff: TimeOff[]
  /** The date a paused coach is back, and the instant it begins; null when they are not away. */
  returnsOn: string | null
  pausedUntil: Date | null
}

/** What is known of a coach's time between two instants. */
export interface FilledCalendar extends Calendar {
  taken: TakenTime[]
  /** The sessions that caps count; none where there is no cap. */
  booked: BusyInterval[]
}

/** What of an offer decides when there is time for it. */
export type WantedOffer = Pick<Offer, 'id' | 'durationMinutes' | 'bookingMode'>

const minuteMs = 60_000
const dayMs = 86_400_000
/** Buffers and lengths reach at most a day into a range, and a week of the caps begins or ends at most a week beside it. */
const aroundDays = 8

/** The calendar, undefined before the coach's first save of hours. */
export async function readCalendar(sql: Queryable, coachId: string, now: Date): Promise<Calendar | undefined> {
  const hours = await readHours(sql, coachId)
  if (!hours) return undefined
  const timeOff = await readTimeOff(sql, coachId)
  return { hours, timeOff, ...(await readPause(sql, coachId, hours.zone, now)) }
}

/** The calendar with what takes the coach's time around a stretch of it, but for the booking `except`. */
export async function readFilledCalendar(
  sql: Queryable,
  coachId: string,
  { from, to, now, except }: Stretch & { except?: string | undefined },
): Promise<FilledCalendar | undefined> {
  const calendar = await readCalendar(sql, coachId, now)
  if (!calendar) return undefined
  const around = {
    from: new Date(from.getTime() - aroundDays * dayMs),
    to: new Date(to.getTime() + aroundDays * dayMs),
    now,
  }
  const taken = await readTaken(sql, coachId, { ...around, except })
  return { ...calendar, taken, booked: isCapped(calendar.hours) ? await readBooked(sql, coachId, around) : [] }
}

function isCapped(hours: Hours): boolean {
  const { maxBookingsPerDay, maxBookingsPerWeek, maxMinutesPerDay, maxMinutesPerWeek } = hours
  return [maxBookingsPerDay, maxBookingsPerWeek, maxMinutesPerDay, maxMinutesPerWeek].some((cap) => cap !== null)
}

/** The calendar without what session-service decides. */
export function withoutBookings(calendar: FilledCalendar): FilledCalendar {
  return { ...calendar, taken: calendar.taken.filter(({ source }) => source !== 'booking'), booked: [] }
}

/** Every whole minute of the coach's horizon, from now on; whoever may choose so looks into their own calendar. */
export function alwaysOpen(calendar: FilledCalendar): FilledCalendar {
  const weekly = Array.from({ length: 7 }, (_, day) => ({ day, start: '00:00', end: '24:00' }))
  const hours = { ...calendar.hours, weekly, overrides: [], offerHours: [], stepMinutes: 1, minNoticeMinutes: 0 }
  return { hours, timeOff: [], returnsOn: null, pausedUntil: null, taken: [], booked: [] }
}

/** An offer as it counts for a session of it that is sold already: its coach need not be asked again. */
export function asSold(offer: WantedOffer): WantedOffer {
  return { ...offer, bookingMode: 'instant' }
}

/** Why a time is or is not offered, in words for a player: what a coach does then, and their notes, are their own affair. */
export function explainToPlayer(
  calendar: FilledCalendar,
  offer: WantedOffer,
  startMs: number,
  now: Date,
): ReturnType<typeof explainSlot> {
  const range = { now, from: new Date(startMs), to: new Date(startMs + minuteMs) }
  const timeOff = calendar.timeOff.map((one) => ({ ...one, note: '' }))
  const answer = explainSlot(slotQuery({ ...calendar, timeOff }, offer, range), startMs)
  return answer.reason === 'busy' ? { ...answer, text: 'The coach is not free then.' } : answer
}

/** What the slot engine is asked about an offer. What is taken already has the buffers it was sold with. */
export function slotQuery(
  calendar: FilledCalendar,
  offer: WantedOffer,
  { now, from, to }: { now: Date; from: Date; to: Date },
): SlotQuery {
  const { taken, booked, pausedUntil } = calendar
  const hours = hoursToBook(calendar.hours, offer)
  return {
    ...openingHours(calendar, offer.id),
    busy: taken.map(({ blockedFrom, blockedTo }) => ({ start: blockedFrom, end: blockedTo })),
    booked,
    durationMin: offer.durationMinutes,
    stepMin: hours.stepMinutes,
    bufferBeforeMin: hours.bufferBeforeMinutes,
    bufferAfterMin: hours.bufferAfterMinutes,
    minNoticeMin: hours.minNoticeMinutes,
    horizonDays: hours.horizonDays,
    maxPerDay: hours.maxBookingsPerDay,
    maxPerWeek: hours.maxBookingsPerWeek,
    maxMinutesPerDay: hours.maxMinutesPerDay,
    maxMinutesPerWeek: hours.maxMinutesPerWeek,
    pausedUntil: pausedUntil?.getTime() ?? null,
    now: now.getTime(),
    range: { from: from.getTime(), to: to.getTime() },
  }
}

/** When the coach is open for an offer, or for one without hours of its own: overrides and time off are in it. */
function openingHours({ hours, timeOff }: Pick<Calendar, 'hours' | 'timeOff'>, offerId: string | null) {
  return {
    zone: hours.zone,
    weekly: weeklyOf(hours, offerId),
    overrides: withDaysOff(hours.overrides, timeOff),
    closed: closedIntervals(timeOff, hours.zone),
  }
}

function weeklyOf({ weekly, offerHours }: Availability, offerId: string | null): Availability['weekly'] {
  return offerHours.find((own) => own.offerId === offerId)?.weekly ?? weekly
}

/** The open windows between two instants, in order; bookings are not looked at. */
export function openTimes(
  calendar: Pick<Calendar, 'hours' | 'timeOff'>,
  { from, to, offerId = null }: { from: Date; to: Date; offerId?: string | null },
): { startsAt: string; endsAt: string; minutes: number }[] {
  const range = { from: from.getTime(), to: to.getTime() }
  return openWindows({ ...openingHours(calendar, offerId), range }).map(({ start, end, minutes }) => ({
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(end).toISOString(),
    minutes,
  }))
}

/** What takes the coach's time between two instants, time off among it, earliest first; without buffers. */
export function takenTimes({ hours, timeOff, taken }: FilledCalendar, { from, to }: { from: Date; to: Date }): Taken[] {
  const off = timeOff.map((one): Taken => {
    const { startMs, endMs } = closedTime(one, hours.zone)
    const [startsAt, endsAt] = [new Date(startMs).toISOString(), new Date(endMs).toISOString()]
    return { startsAt, endsAt, source: 'time-off', bookingId: null, note: one.note }
  })
  const sold = taken.map(
    ({ startsAt, endsAt, source, bookingId }): Taken => ({ startsAt, endsAt, source, bookingId, note: null }),
  )
  return [...sold, ...off]
    .filter(({ startsAt, endsAt }) => new Date(startsAt) < to && new Date(endsAt) > from)
    .toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
}

/** How many hours are open in the 14 days from now, bookings not looked at. */
export function openHoursNext14Days(calendar: Pick<Calendar, 'hours' | 'timeOff'>, now: Date): number {
  const windows = openTimes(calendar, { from: now, to: new Date(now.getTime() + 14 * dayMs) })
  const minutes = windows.reduce((sum, window) => sum + window.minutes, 0)
  return Math.round((minutes / 60) * 100) / 100
}

/** The hours as their coach sees them; before the first save an empty week in `fallbackZone`, unconfirmed. */
export function ownAvailability(calendar: Calendar | undefined, fallbackZone: string, now: Date): OwnAvailability {
  if (!calendar)
    return {
      zone: fallbackZone,
      weekly: [],
      ...defaultHours,
      zoneConfirmed: false,
      openHoursNext14Days: 0,
      returnsOn: null,
      revision: 0,
    }
  const { hours, returnsOn } = calendar
  return { ...hours, zoneConfirmed: true, openHoursNext14Days: openHoursNext14Days(calendar, now), returnsOn }
}

const shownBookings = 100

/** The upcoming bookings that do not stand inside the open windows of their offer, earliest first, at most 100. Group dates were set beside the hours. */
export async function readBookingsOutside(
  sql: Queryable,
  coachId: string,
  calendar: Calendar,
  now: Date,
): Promise<BookingTime[]> {
  const upcoming = (await readUpcoming(sql, coachId, now)).filter(({ isGroup }) => !isGroup)
  const last = upcoming.at(-1)
  if (!last) return []
  const range = { from: new Date(upcoming[0]?.startsAt ?? now), to: new Date(Date.parse(last.endsAt) + dayMs) }
  const outside = [...Map.groupBy(upcoming, ({ offerId }) => offerId)].flatMap(([offerId, bookings]) => {
    const open = openTimes(calendar, { ...range, offerId })
    return bookings.filter(({ startsAt, endsAt }) => {
      const [start, end] = [Date.parse(startsAt), Date.parse(endsAt)]
      return !open.some((window) => Date.parse(window.startsAt) <= start && end <= Date.parse(window.endsAt))
    })
  })
  return outside
    .toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))
    .slice(0, shownBookings)
    .map(({ bookingId, startsAt, endsAt }) => ({ bookingId, startsAt, endsAt }))
}
