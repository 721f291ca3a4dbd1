/** What the server answers about a coach's time, day by day on the coach's clock. Pure. */
import type { getCalendar, Taken } from '@ecc/contracts/availability'
import type { ReplyOf } from '@ecc/contracts/define'
import { daysOf, daysSpan } from '../../lib/calendar.ts'
import type { Span } from '../../lib/span.ts'

export type CoachCalendar = ReplyOf<typeof getCalendar>

export interface CalendarDay {
  /** The date, `YYYY-MM-DD`. */
  key: string
  noon: string
  span: Span
  /** Open windows, cut at midnight. */
  open: Span[]
  /** What takes time, cut at midnight. */
  taken: (Span & Pick<Taken, 'source' | 'bookingId' | 'note'>)[]
  /** The free starts of each offer that day. */
  free: { offerId: string; startsAt: string[] }[]
  /** The coach is away until this day is over. */
  isPaused: boolean
}

/** The days from today on. */
export function calendarDays(calendar: CoachCalendar, nowMs: number, count: number): CalendarDay[] {
  const { zone, pausedUntil, open, taken, free } = calendar
  return daysOf(nowMs, zone, 0, count).map(({ key, noon }, offset) => {
    const span = dayOf(nowMs, zone, offset)
    return {
      key,
      noon,
      span,
      open: open.flatMap((window) => cut(window, span)),
      taken: taken.flatMap(({ source, bookingId, note, ...time }) =>
        cut(time, span).map((part) => ({ ...part, source, bookingId, note })),
      ),
      free: free.map(({ offerId, startsAt }) => ({ offerId, startsAt: startsAt.filter((at) => isIn(at, span)) })),
      isPaused: pausedUntil !== null && Date.parse(pausedUntil) >= Date.parse(span.to),
    }
  })
}

/** All of a day, also of today what is over. */
function dayOf(nowMs: number, zone: string, offset: number): Span {
  return daysSpan(nowMs, zone, offset, 1)
}

/**
 * The starts worth asking about: the free ones, and those that would come before and after them in the open windows.
 * The grid of a window shows in its free starts; without any it begins with the window.
 */
export function startsToAsk(
  day: Pick<CalendarDay, 'open' | 'free'>,
  offerId: string,
  stepMinutes: number,
): { startsAt: string; isFree: boolean }[] {
  const free = new Set(day.free.find((one) => one.offerId === offerId)?.startsAt.map(Date.parse) ?? [])
  const stepMs = stepMinutes * 60_000
  const inWindows = day.open.flatMap(({ from, to }) => {
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)]
    const origin = [...free].find((at) => at >= fromMs && at < toMs) ?? fromMs
    const first = origin - Math.floor((origin - fromMs) / stepMs) * stepMs
    return Array.from({ length: Math.ceil((toMs - first) / stepMs) }, (_, index) => first + index * stepMs)
  })
  return [...new Set([...free, ...inWindows])]
    .toSorted((one, other) => one - other)
    .map((at) => ({ startsAt: new Date(at).toISOString(), isFree: free.has(at) }))
}

/** From where to where of the day something is, 0 to 1. */
export function shareOf({ from, to }: Span, day: Span): { from: number; length: number } {
  const [begin, end] = [Date.parse(day.from), Date.parse(day.to)]
  return {
    from: (Date.parse(from) - begin) / (end - begin),
    length: (Date.parse(to) - Date.parse(from)) / (end - begin),
  }
}

function cut({ startsAt, endsAt }: { startsAt: string; endsAt: string }, { from, to }: Span): Span[] {
  const begin = Math.max(Date.parse(startsAt), Date.parse(from))
  const end = Math.min(Date.parse(endsAt), Date.parse(to))
  return begin < end ? [{ from: new Date(begin).toISOString(), to: new Date(end).toISOString() }] : []
}

function isIn(at: string, { from, to }: Span): boolean {
  return Date.parse(at) >= Date.parse(from) && Date.parse(at) < Date.parse(to)
}
