/** The dates of a series on a wall clock: the same reading, week after week, across clock changes. Pure. */
import { Temporal } from 'temporal-polyfill'

/** A date of a series. `startMs` is null where a clock change leaves the reading out: nothing can begin at it. */
export interface SeriesDate {
  date: string
  clock: string
  startMs: number | null
  /** Where to look for other times: the instant itself, or the end of what was left out. */
  nearMs: number
}

/**
 * The dates from `startMs` on, every week or every second one, with the reading that a clock in `zone` shows then. Of a
 * reading that happens twice it is the first.
 */
export function seriesDates(startMs: number, count: number, everyWeeks: number, zone: string): SeriesDate[] {
  const first = Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(zone)
  return Array.from({ length: count }, (_, i) => {
    const reading = first.toPlainDateTime().add({ weeks: i * everyWeeks })
    const found = i === 0 ? first : reading.toZonedDateTime(zone, { disambiguation: 'earlier' })
    const exists = found.toPlainDateTime().equals(reading)
    return {
      date: reading.toPlainDate().toString(),
      clock: reading.toPlainTime().toString({ smallestUnit: 'minute' }),
      startMs: exists ? found.epochMilliseconds : null,
      nearMs: found.epochMilliseconds,
    }
  })
}
