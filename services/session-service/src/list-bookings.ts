import { listBookings as contract } from '@ecc/contracts/bookings'
import { type Caller, type Context, fromCursor, handle, type Position, toCursor } from '@ecc/kit'
import { type BookingRow, sideOf } from './booking.ts'
import { findPeople, toView } from './booking-view.ts'
import type { Config } from './config.ts'

/** GET /bookings: the caller's bookings; upcoming ones soonest first, others latest first. */
export const listBookings = handle(contract, async ({ query, caller }, ctx: Context<Config>) => {
  const limit = query.limit ?? 20
  const rows = await findBookings(
    caller,
    { ...query, limit: limit + 1, after: query.cursor ? fromCursor(query.cursor) : undefined },
    ctx,
  )
  const page = rows.slice(0, limit)
  const person = await findPeople(
    page.flatMap(({ playerId, coachId }) => [playerId, coachId]),
    ctx,
  )
  const last = page.at(-1)
  return {
    items: page.map((row) => toView(row, sideOf(row, caller), person, ctx.now())),
    nextCursor: rows.length > limit && last ? toCursor({ at: last.startsAt, id: last.id }) : null,
  }
})

interface Filter {
  as?: 'player' | 'coach'
  when?: 'upcoming' | 'past'
  state?: string
  limit: number
  after: Position | undefined
}

async function findBookings(caller: Caller, filter: Filter, { sql, now }: Context<Config>): Promise<BookingRow[]> {
  const mine = { player: sql.part`player_id = ${caller.userId}`, coach: sql.part`coach_id = ${caller.userId}` }
  const side = filter.as ? mine[filter.as] : sql.part`(${mine.player} or ${mine.coach})`
  const open = sql.part`(state in ('confirmed', 'in_progress') or (state = 'held' and hold_expires_at > ${now()}))`
  const when = { upcoming: sql.part`and ${open}`, past: sql.part`and not ${open}` }
  const ascending = filter.when === 'upcoming'
  const { after } = filter
  return sql<BookingRow>`
    select * from bookings where ${side}
    ${filter.when ? when[filter.when] : sql.part``}
    ${filter.state ? sql.part`and state = ${filter.state}` : sql.part``}
    ${after ? (ascending ? sql.part`and (starts_at, id) > (${after.at}, ${after.id})` : sql.part`and (starts_at, id) < (${after.at}, ${after.id})`) : sql.part``}
    ${ascending ? sql.part`order by starts_at, id` : sql.part`order by starts_at desc, id desc`}
    limit ${filter.limit}`
}
