/** A coach's hours while they are edited: windows by weekday and by date, their faults, and the way to and from the server. */
import type { Availability, OwnAvailability } from '@ecc/contracts/coaches'
import { isReading, minutesOf, readingOf } from './clock-reading.ts'

/** A window as typed. `key` tells windows apart while their times change. */
export interface DraftWindow {
  key: string
  start: string
  end: string
}

export interface DraftDate {
  date: string
  windows: DraftWindow[]
}

/** The hours of an offer that has its own. */
export interface DraftOffer {
  offerId: string
  days: DraftWindow[][]
}

type Caps = Pick<Availability, 'maxBookingsPerDay' | 'maxBookingsPerWeek' | 'maxMinutesPerDay' | 'maxMinutesPerWeek'>
type Rules = Pick<
  Availability,
  'stepMinutes' | 'bufferBeforeMinutes' | 'bufferAfterMinutes' | 'minNoticeMinutes' | 'horizonDays'
>

export interface HoursDraft extends Rules, Caps {
  zone: string
  /** By weekday, Sunday first. */
  days: DraftWindow[][]
  dates: DraftDate[]
  offers: DraftOffer[]
}

export type WindowFault = 'unreadable' | 'empty' | 'overlap'

/** Names the hours of all offers that have none of their own. */
export const usualHours = 'usual'
/** As many windows as the server takes for a day. */
export const maxWindows = 10
const dayMinutes = 24 * 60

let made = 0
/** A window with a key of its own. */
export function windowOf(start: string, end: string): DraftWindow {
  made += 1
  return { key: `w${made}`, start, end }
}

/** The saved hours to edit; dates that are over are left behind. */
export function draftOf(saved: OwnAvailability, today: string): HoursDraft {
  const { weekly, overrides, offerHours } = saved
  return {
    zone: saved.zone,
    stepMinutes: saved.stepMinutes,
    bufferBeforeMinutes: saved.bufferBeforeMinutes,
    bufferAfterMinutes: saved.bufferAfterMinutes,
    minNoticeMinutes: saved.minNoticeMinutes,
    horizonDays: saved.horizonDays,
    maxBookingsPerDay: saved.maxBookingsPerDay,
    maxBookingsPerWeek: saved.maxBookingsPerWeek,
    maxMinutesPerDay: saved.maxMinutesPerDay,
    maxMinutesPerWeek: saved.maxMinutesPerWeek,
    days: daysOf(weekly),
    dates: overrides
      .filter(({ date }) => date >= today)
      .toSorted((one, other) => one.date.localeCompare(other.date))
      .map(({ date, windows }) => ({ date, windows: windows.map(({ start, end }) => windowOf(start, end)) })),
    offers: offerHours.map(({ offerId, weekly: own }) => ({ offerId, days: daysOf(own) })),
  }
}

/** What is sent to save the hours. */
export function bodyOf({ days, dates, offers, ...rest }: HoursDraft) {
  return {
    ...rest,
    weekly: weeklyOf(days),
    overrides: dates.map(({ date, windows }) => ({ date, windows: windows.map(timesOf) })),
    offerHours: offers
      .toSorted((one, other) => one.offerId.localeCompare(other.offerId))
      .map(({ offerId, days: own }) => ({ offerId, weekly: weeklyOf(own) })),
  }
}

function daysOf(weekly: Availability['weekly']): DraftWindow[][] {
  const sorted = weekly.toSorted((one, other) => minutesOf(one.start) - minutesOf(other.start))
  return Array.from({ length: 7 }, (_, day) =>
    sorted.filter((window) => window.day === day).map(({ start, end }) => windowOf(start, end)),
  )
}

/** In the order of their starts, so that drawing a window and drawing it elsewhere first are the same. */
function weeklyOf(days: readonly DraftWindow[][]): Availability['weekly'] {
  return days.flatMap((windows, day) =>
    windows
      .map((window) => ({ day, ...timesOf(window) }))
      .toSorted((one, other) => minutesOf(one.start) - minutesOf(other.start)),
  )
}

/** An end at midnight is the end of the day, so that 00:00 to 00:00 is a whole day. */
function timesOf({ start, end }: DraftWindow) {
  return { start: start === '24:00' ? '00:00' : start, end: end === '00:00' ? '24:00' : end }
}

/** Whether saving would change nothing. */
export function sameHours(one: HoursDraft, other: HoursDraft): boolean {
  return JSON.stringify(bodyOf(one)) === JSON.stringify(bodyOf(other))
}

/** From and to in minutes of the day the window begins on; past 1440 where it goes on after midnight. */
export function spanOf(window: DraftWindow): { from: number; to: number } {
  const times = timesOf(window)
  const from = minutesOf(times.start)
  const to = minutesOf(times.end)
  return { from, to: to <= from ? to + dayMinutes : to }
}

/** Whether the window goes on after midnight. */
export function isOvernight(window: DraftWindow): boolean {
  return isReading(window.start) && isReading(window.end) && spanOf(window).to > dayMinutes
}

/** What is wrong with the windows of one day, by their keys. */
export function windowFaults(windows: readonly DraftWindow[]): Map<string, WindowFault> {
  const faults = new Map<string, WindowFault>()
  const readable = windows.filter((window) => {
    if (!isReading(window.start) || !isReading(window.end)) faults.set(window.key, 'unreadable')
    else if (timesOf(window).start === timesOf(window).end) faults.set(window.key, 'empty')
    return !faults.has(window.key)
  })
  const sorted = readable.toSorted((one, other) => spanOf(one).from - spanOf(other).from)
  for (const [index, window] of sorted.entries()) {
    const before = sorted.slice(0, index)
    if (before.some((other) => spanOf(other).to > spanOf(window).from)) faults.set(window.key, 'overlap')
  }
  return faults
}

/** Whether any day, date or offer has a fault. */
export function hasFaults(draft: HoursDraft): boolean {
  return faultyWeek(draft) !== null || draft.dates.some(({ windows }) => windowFaults(windows).size > 0)
}

/** Whose weekly hours have a fault first: `usual`, the id of an offer, or null for nobody's. */
export function faultyWeek({ days, offers }: HoursDraft): string | null {
  const isFaulty = (week: readonly DraftWindow[][]) => week.some((windows) => windowFaults(windows).size > 0)
  return isFaulty(days) ? usualHours : (offers.find((offer) => isFaulty(offer.days))?.offerId ?? null)
}

/** The weekly hours of an offer, or the usual ones; undefined for an offer without hours of its own. */
export function weekOf({ days, offers }: HoursDraft, whose: string): DraftWindow[][] | undefined {
  return whose === usualHours ? days : offers.find(({ offerId }) => offerId === whose)?.days
}

/** What changes when these become someone's weekly hours; null gives an offer the usual ones again. */
export function withWeek({ offers }: HoursDraft, whose: string, days: DraftWindow[][] | null): Partial<HoursDraft> {
  if (whose === usualHours) return { days: days ?? [] }
  const others = offers.filter(({ offerId }) => offerId !== whose)
  return { offers: days === null ? others : [...others, { offerId: whose, days }] }
}

/** A window to add to a day: the evening at first, then after what is there, else before it. */
export function nextWindow(windows: readonly DraftWindow[]): DraftWindow {
  const spans = windows.map(spanOf).filter(({ from, to }) => !Number.isNaN(from + to))
  if (spans.length === 0) return windowOf('18:00', '22:00')
  const latest = Math.max(...spans.map(({ to }) => to))
  if (latest + 120 <= dayMinutes) return windowOf(readingOf(latest + 60), readingOf(Math.min(latest + 180, dayMinutes)))
  const earliest = Math.min(...spans.map(({ from }) => from))
  if (earliest >= 120) return windowOf(readingOf(Math.max(earliest - 180, 0)), readingOf(earliest - 60))
  return windowOf('', '')
}

/** The same windows for another day. */
export function copyOf(windows: readonly DraftWindow[]): DraftWindow[] {
  return windows.map(({ start, end }) => windowOf(start, end))
}

/** Every date from one to another, both included, at most 92. */
export function datesBetween(from: string, to: string): string[] {
  const dates: string[] = []
  for (let ms = Date.parse(`${from}T00:00Z`); dates.length < 92; ms += 86_400_000) {
    const date = new Date(ms).toISOString().slice(0, 10)
    if (date > to) break
    dates.push(date)
  }
  return dates
}

/** The dates with these put in, in place of those already there, in order. */
export function withDates(dates: readonly DraftDate[], added: readonly DraftDate[]): DraftDate[] {
  const replaced = new Set(added.map(({ date }) => date))
  return [...dates.filter(({ date }) => !replaced.has(date)), ...added].toSorted((one, other) =>
    one.date.localeCompare(other.date),
  )
}
