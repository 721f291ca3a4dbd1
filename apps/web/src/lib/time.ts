/** Instants for people. Pure: zone, language and hour cycle come in as `TimeStyle`; components take theirs from `useTimes()`. */

export interface TimeStyle {
  zone: string
  locale: string
  /** Undefined: as the language has it. */
  hour12: boolean | undefined
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(instant: string | number, style: TimeStyle, options: Intl.DateTimeFormatOptions): string {
  const clock = options.hour !== undefined && style.hour12 !== undefined
  const all = { ...options, timeZone: style.zone, ...(clock ? { hourCycle: style.hour12 ? 'h12' : 'h23' } : {}) }
  const key = JSON.stringify([style.locale, all])
  let made = formats.get(key)
  if (!made) {
    made = new Intl.DateTimeFormat(style.locale, all as Intl.DateTimeFormatOptions)
    formats.set(key, made)
  }
  return made.format(typeof instant === 'number' ? instant : Date.parse(instant))
}

/** "18:30"; in an hour that this clock reads twice, with which of the two: "01:30 BST", or "01:30 GMT-4" as the language has it. */
export function timeText(instant: string | number, style: TimeStyle): string {
  const which = isReadTwice(instant, style.zone) ? { timeZoneName: 'short' as const } : {}
  return format(instant, style, { hour: '2-digit', minute: '2-digit', ...which })
}

/** Whether the zone's clock shows this reading at another instant too, because it is put back then. */
function isReadTwice(instant: string | number, zone: string): boolean {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant)
  const [before, after] = [offsetMs(ms - nearMs, zone), offsetMs(ms + nearMs, zone)]
  if (before <= after) return false
  const own = offsetMs(ms, zone)
  const other = own === before ? ms + (before - after) : ms - (before - after)
  return offsetMs(other, zone) === (own === before ? after : before)
}

/** No clock is put back further than this, or twice within it. */
const nearMs = 3 * 3_600_000

/** How far the zone's clock is from UTC then. */
function offsetMs(ms: number, zone: string): number {
  const minute = Math.floor(ms / 60_000) * 60_000
  const reading = format(minute, { zone, locale: 'sv-SE', hour12: false }, fullClock)
  return Date.parse(`${reading.replace(' ', 'T')}Z`) - minute
}

/** "Tue, 24 Nov"; the year is added when it is another than the reference's. */
export function dayText(instant: string | number, style: TimeStyle, reference = Date.now()): string {
  const otherYear = dayKey(instant, style.zone).slice(0, 4) !== dayKey(reference, style.zone).slice(0, 4)
  return format(instant, style, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(otherYear ? { year: 'numeric' } : {}),
  })
}

/** "Tuesday 24 November 2026" */
export function longDayText(instant: string | number, style: TimeStyle): string {
  return format(instant, style, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
}

/** "24 Nov 2026" */
export function dateText(instant: string | number, style: TimeStyle): string {
  return format(instant, style, { day: 'numeric', month: 'short', year: 'numeric' })
}

/** "Today", "Tomorrow", "Yesterday", else the day. */
export function relativeDayText(instant: string | number, style: TimeStyle, now: number): string {
  const days = daysBetween(dayKey(now, style.zone), dayKey(instant, style.zone))
  if (Math.abs(days) > 1) return dayText(instant, style, now)
  const words = new Intl.RelativeTimeFormat(style.locale, { numeric: 'auto' }).format(days, 'day')
  return words.charAt(0).toLocaleUpperCase(style.locale) + words.slice(1)
}

/** "18:30 – 19:30" */
export function rangeText(from: string | number, to: string | number, style: TimeStyle): string {
  return `${timeText(from, style)} – ${timeText(to, style)}`
}

/** "Berlin (GMT+1)": the zone's city and its distance from UTC at that instant. */
export function zoneText(zone: string, at: string | number, locale = 'en'): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(
    typeof at === 'number' ? at : Date.parse(at),
  )
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
  const city = (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
  return city === offset ? city : `${city} (${offset})`
}

/** Whether two zones read the same on the clock at that instant. */
export function sameClock(zone: string, other: string, at: string | number): boolean {
  const read = (name: string) => format(at, { zone: name, locale: 'en', hour12: false }, fullClock)
  return read(zone) === read(other)
}

const fullClock: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
}

/** The calendar date on the zone's clock, "2026-11-24". */
export function dayKey(instant: string | number, zone: string): string {
  return format(
    instant,
    { zone, locale: 'en-CA', hour12: undefined },
    { year: 'numeric', month: '2-digit', day: '2-digit' },
  )
}

/** Hour 0-23 and minute on the zone's clock. */
export function clockOf(instant: string | number, zone: string): { hour: number; minute: number } {
  const read = format(instant, { zone, locale: 'en', hour12: false }, { hour: '2-digit', minute: '2-digit' })
  const [hour = 0, minute = 0] = read.split(':').map(Number)
  return { hour, minute }
}

/** Whole days from one calendar date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000)
}

/** "4:05", from an hour on "1:04:05", from a day on "2 d 4 h"; never below zero. */
export function countdownText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** "45 min", "1 h", "1 h 30 min" */
export function durationText(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return `${rest} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

/** "in 3 hours", "2 days ago": the largest unit that fits. */
export function distanceText(instant: string | number, now: number, locale = 'en'): string {
  const at = typeof instant === 'number' ? instant : Date.parse(instant)
  const minutes = Math.round((at - now) / 60_000)
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  if (Math.abs(hours) < 36) return words.format(hours, 'hour')
  return words.format(Math.round(hours / 24), 'day')
}

/** The zone this browser is set to. */
export function browserZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
