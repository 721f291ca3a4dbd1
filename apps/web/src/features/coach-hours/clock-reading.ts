/** Times of day as people type them. A reading is `HH:MM` from 00:00 to 24:00, as the contract has it. */

const step = 15
const dayMinutes = 24 * 60

/** Minutes since midnight of a reading; `24:00` is 1440. NaN for anything else. */
export function minutesOf(reading: string): number {
  const match = /^(\d\d):(\d\d)$/.exec(reading)
  if (!match) return Number.NaN
  const minutes = Number(match[1]) * 60 + Number(match[2])
  return Number(match[2]) < 60 && minutes <= dayMinutes ? minutes : Number.NaN
}

/** Whether this is a reading and not something still to be mended. */
export function isReading(text: string): boolean {
  return !Number.isNaN(minutesOf(text))
}

/** The reading of so many minutes since midnight. */
export function readingOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/**
 * What was typed as a reading on a quarter of an hour: "9", "930", "9.30", "9:30 pm", "24". Null when it is no time.
 */
export function parseReading(typed: string): string | null {
  const text = typed.trim().toLowerCase().replace(/\s+/g, '')
  const match = /^(\d{1,2})(?:[:.h]?(\d{2}))?(a|am|p|pm|uhr|h)?$/.exec(text)
  if (!match) return null
  let hours = Number(match[1])
  const minutes = Number(match[2] ?? 0)
  const half = match[3]?.charAt(0)
  if (half === 'a' || half === 'p') {
    if (hours < 1 || hours > 12) return null
    hours = (hours % 12) + (half === 'p' ? 12 : 0)
  }
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return null
  return readingOf(Math.min(Math.round((hours * 60 + minutes) / step) * step, dayMinutes))
}

/** A reading as the viewer's clock shows it: "18:30" or "6:30 pm". What is no reading is answered as it is. */
export function showReading(reading: string, hour12: boolean): string {
  const minutes = minutesOf(reading)
  if (Number.isNaN(minutes) || !hour12) return reading
  const hour = Math.floor(minutes / 60) % 24
  return `${hour % 12 === 0 ? 12 : hour % 12}:${reading.slice(3)} ${hour < 12 ? 'am' : 'pm'}`
}

/** The quarter hours offered below a field: from `first` on, or all. */
export function readingChoices(first = 0, last = dayMinutes): string[] {
  const count = Math.max(0, Math.floor((last - first) / step) + 1)
  return Array.from({ length: count }, (_, index) => readingOf(first + index * step))
}
