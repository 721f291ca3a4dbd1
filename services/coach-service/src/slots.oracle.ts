import type { BusyInterval, DateOverride, HoursWindow, SlotQuery, WeeklyWindow } from './slots.ts'

/**
 * What `freeSlots` must answer, worked out minute by minute from the rules and a wall clock. It shares nothing with the
 * engine but the shape of the query, and is as slow as it is plain. The range must lie where the zones keep whole minutes.
 */
export function oracleSlots(query: SlotQuery): string[] {
  const now = Date.parse(String(query.now))
  const from = Date.parse(String(query.range.from))
  const to = Date.parse(String(query.range.to))
  if (query.pausedUntil !== null && query.pausedUntil !== undefined && now < Date.parse(String(query.pausedUntil)))
    return []
  const duration = query.durationMin * minuteMs
  const people: WallPerson[] = [query, ...(query.hosts ?? [])]
  const lastDate =
    query.horizonDays === null || query.horizonDays === undefined
      ? '9999-12-31'
      : datePlus(wallClock(query.zone, now).date, query.horizonDays)

  const openMemo = new Map<number, boolean>()
  const everyoneOpen = (minute: number): boolean => {
    let open = openMemo.get(minute)
    if (open === undefined) {
      open = people.every((person) => isOpen(person, minute))
      openMemo.set(minute, open)
    }
    return open
  }

  const firstMinuteOfWindow = (minute: number): number => {
    let first = minute
    while (everyoneOpen(first - minuteMs)) {
      first -= minuteMs
      if (minute - first > 60 * 24 * 60 * minuteMs)
        throw new Error('the oracle does not answer for hours that never close')
    }
    return first
  }

  const isFree = (start: number): boolean => {
    if (start < now || start < now + (query.minNoticeMin ?? 0) * minuteMs) return false
    for (let minute = start; minute < start + duration; minute += minuteMs) if (!everyoneOpen(minute)) return false
    if ((start - firstMinuteOfWindow(start)) % (query.stepMin * minuteMs) !== 0) return false
    if (wallClock(query.zone, start).date > lastDate) return false
    const keepFrom = start - (query.bufferBeforeMin ?? 0) * minuteMs
    const keepTo = start + duration + (query.bufferAfterMin ?? 0) * minuteMs
    for (const person of people) {
      const taken = intervalsOf(person.busy)
      if (taken.some((busy) => busy.start < keepTo && keepFrom < busy.end)) return false
      if (intervalsOf(person.closed).some((off) => off.start < start + duration && start < off.end)) return false
      if (isFull(query, person, start)) return false
    }
    return true
  }

  const slots: string[] = []
  for (let minute = Math.ceil(from / minuteMs) * minuteMs; minute < to; minute += minuteMs) {
    if (everyoneOpen(minute) && isFree(minute)) slots.push(new Date(minute).toISOString().replace(':00.000Z', 'Z'))
  }
  return slots
}

interface WallPerson {
  zone: string
  weekly: readonly WeeklyWindow[]
  overrides?: readonly DateOverride[] | null
  busy?: readonly BusyInterval[] | null
  closed?: readonly BusyInterval[] | null
  booked?: readonly BusyInterval[] | null
}

const minuteMs = 60_000

function isFull(query: SlotQuery, person: WallPerson, start: number): boolean {
  const date = wallClock(person.zone, start).date
  const sessions = intervalsOf(person.booked ?? person.busy).map((session) => ({
    date: wallClock(person.zone, session.start).date,
    minutes: (session.end - session.start) / minuteMs,
  }))
  const sameDate = sessions.filter((session) => session.date === date)
  const sameWeek = sessions.filter((session) => weekOf(session.date) === weekOf(date))
  const minutesWith = (some: typeof sessions) => some.reduce((sum, { minutes }) => sum + minutes, query.durationMin)
  return (
    sameDate.length >= (query.maxPerDay ?? Infinity) ||
    sameWeek.length >= (query.maxPerWeek ?? Infinity) ||
    minutesWith(sameDate) > (query.maxMinutesPerDay ?? Infinity) ||
    minutesWith(sameWeek) > (query.maxMinutesPerWeek ?? Infinity)
  )
}

/** The date of the week's Monday. */
function weekOf(date: string): string {
  let monday = date
  while (new Date(`${monday}T12:00:00Z`).getUTCDay() !== 1) monday = datePlus(monday, -1)
  return monday
}

function isOpen(person: WallPerson, instant: number): boolean {
  const { date, time } = wallClock(person.zone, instant)
  if (windowsOf(person, date).some((w) => w.start <= time && (time < w.end || w.end <= w.start))) return true
  if (hasOverride(person, date)) return false
  return windowsOf(person, datePlus(date, -1)).some((w) => w.end <= w.start && time < w.end)
}

function hasOverride(person: WallPerson, date: string): boolean {
  return (person.overrides ?? []).some((override) => override.date === date)
}

function windowsOf(person: WallPerson, date: string): readonly HoursWindow[] {
  if (hasOverride(person, date)) {
    return (person.overrides ?? []).filter((override) => override.date === date).flatMap((override) => override.windows)
  }
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay()
  return person.weekly.filter((window) => window.day === weekday)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** What a clock and a calendar on the wall in `zone` show: `2027-03-14` and `09:30`. */
function wallClock(zone: string, instant: number): { date: string; time: string } {
  let formatter = formatters.get(zone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    formatters.set(zone, formatter)
  }
  // 14/03/2027, 09:30
  const text = formatter.format(instant)
  return { date: `${text.slice(6, 10)}-${text.slice(3, 5)}-${text.slice(0, 2)}`, time: text.slice(12) }
}

function datePlus(date: string, days: number): string {
  const noon = new Date(`${date}T12:00:00Z`)
  noon.setUTCDate(noon.getUTCDate() + days)
  return noon.toISOString().slice(0, 10)
}

/** Those that are not empty, as epoch milliseconds. */
function intervalsOf(list: readonly BusyInterval[] | null | undefined): { start: number; end: number }[] {
  return (list ?? [])
    .map(({ start, end }) => ({ start: Date.parse(String(start)), end: Date.parse(String(end)) }))
    .filter(({ start, end }) => start !== end)
}
