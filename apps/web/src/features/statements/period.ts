/** The months and years a statement can be of: the last two years, the latest first. */
import { Temporal } from 'temporal-polyfill'

const months = 24

/** Choices as `2027-03` or `2027` with words for them; `nowMs` on the clock of `zone` says which month is the latest. */
export function periodChoices(nowMs: number, zone: string, locale: string): { value: string; label: string }[] {
  const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone).toPlainDate()
  const format = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const monthly = Array.from({ length: months }, (_, ago) => {
    const month = today.with({ day: 1 }).subtract({ months: ago })
    return { value: month.toString().slice(0, 7), label: format.format(Date.UTC(month.year, month.month - 1, 1)) }
  })
  const yearly = [today.year, today.year - 1].map((year) => ({ value: String(year), label: String(year) }))
  return [...monthly, ...yearly]
}
