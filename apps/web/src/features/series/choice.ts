/** Which dates of a quoted series are taken. Pure. */
import type { ReplyOf } from '@ecc/contracts/define'
import type { quoteSeries } from '@ecc/contracts/series'

export type SeriesQuote = ReplyOf<typeof quoteSeries>
export type QuotedDate = SeriesQuote['items'][number]

/** What was decided otherwise than the quote proposes, by date: another start, or null to leave it out. */
export type Changes = Readonly<Record<string, string | null>>

/** The start that is taken for a date: as changed, else its own where that is free; null when it is left out. */
export function startOf(date: QuotedDate, changes: Changes): string | null {
  const changed = changes[date.date]
  if (changed !== undefined) return changed
  return date.bookable ? date.startsAt : null
}

/** All starts that are taken, each once, in order. */
export function startsOf(quote: SeriesQuote, changes: Changes): string[] {
  const starts = quote.items.map((date) => startOf(date, changes)).filter((start) => start !== null)
  return [...new Set(starts)].toSorted()
}
