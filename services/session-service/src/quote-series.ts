import { ownOffer, playerBusy } from '@ecc/contracts/bookings'
import { type DateQuote, quoteDates } from '@ecc/contracts/date-quotes'
import { quoteSeries as contract } from '@ecc/contracts/series'
import { type Context, handle } from '@ecc/kit'
import type { Config } from './config.ts'
import { refuseTooLong } from './series.ts'

/** POST /series/quotes: each date as the coach's side has it, and whether the player is free then. Nothing is held. */
export const quoteSeries = handle(contract, async ({ body, caller }, ctx: Context<Config>) => {
  await refuseTooLong(ctx.sql, body.count)
  const { coachId, coachZone, durationMinutes, price: singlePrice, items } = await ctx.call(quoteDates, { body })
  if (coachId === caller.userId) throw ownOffer()
  const busy = await busyAt(items, caller.userId, ctx)
  const quotes = items.map((item) => (item.startsAt !== null && busy.has(item.startsAt) ? ofBusyPlayer(item) : item))
  const bookable = quotes.filter((item) => item.bookable).length
  const price = { ...singlePrice, amount: singlePrice.amount * bookable }
  return { coachZone, durationMinutes, singlePrice, price, items: quotes }
})

function ofBusyPlayer(item: DateQuote): DateQuote {
  const { code, title } = playerBusy()
  return { ...item, bookable: false, reason: code, text: title }
}

/** The starts at which the player has another session. */
async function busyAt(
  items: readonly DateQuote[],
  playerId: string,
  { sql, now }: Context<Config>,
): Promise<Set<string>> {
  const starts = items.map(({ startsAt }) => startsAt)
  const ends = items.map(({ endsAt }) => endsAt)
  const rows = await sql<{ startsAt: string }>`
    select starts_at from unnest(${starts}::timestamptz[], ${ends}::timestamptz[]) as dates (starts_at, ends_at)
    where starts_at is not null and exists (
      select from bookings where player_id = ${playerId} and occupied && tstzrange(dates.starts_at, dates.ends_at)
        and (state in ('accepted', 'confirmed', 'in_progress') or (state = 'held' and hold_expires_at > ${now()})))`
  return new Set(rows.map(({ startsAt }) => startsAt))
}
