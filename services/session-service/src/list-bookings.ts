import { listBookings as contract } from '@ecc/contracts/bookings'
import { type Caller, type Context, cutPage, handle, type PageAsked, pageAsked } from '@ecc/kit'
import { type BookingRow, sideOf } from './booking.ts'
import { findPeopleOf, toView } from './booking-view.ts'
import type { Config } from './config.ts'
import { endsOfPackages } from './package-session.ts'
import { policyOf } from './policy.ts'

/** GET /bookings: the caller's bookings; upcoming ones soonest first, others latest first. */
export const listBookings = handle(contract, async ({ query, caller }, ctx: Context<Config>) => {
  const asked = pageAsked(query)
  const found = await findBookings(caller, { ...query, ...asked }, ctx)
  const { rows, nextCursor } = cutPage(found, asked.limit, ({ startsAt, id }) => ({ at: startsAt, id }))
  const person = await findPeopleOf(rows, ctx)
  const ends = await endsOfPackages(ctx.sql, rows)
  const items = rows.map(async (row) => {
    const policy = await policyOf(row.policyVersion, ctx, ctx.sql)
    return toView(row, sideOf(row, caller), person, { policy, attendance: null, now: ctx.now() }, ends)
  })
  return { items: await Promise.all(items), nextCursor }
})

interface Filter extends PageAsked {
  as?: 'player' | 'coach'
  when?: 'upcoming' | 'past'
  state?: string
}

async function findBookings(caller: Caller, filter: Filter, { sql, now }: Context<Config>): Promise<BookingRow[]> {
  const mine = { player: sql.part`player_id = ${caller.userId}`, coach: sql.part`coach_id = ${caller.userId}` }
  const side = filter.as ? mine[filter.as] : sql.part`(${mine.player} or ${mine.coach})`
  const open = sql.part`(state in ('requested', 'accepted', 'confirmed', 'in_progress') or (state = 'held' and hold_expires_at > ${now()}))`
  const when = { upcoming: sql.part`and ${open}`, past: sql.part`and not ${open}` }
  const ascending = filter.when === 'upcoming'
  const { after } = filter
  return sql<BookingRow>`
    select * from bookings where ${side}
    ${filter.when ? when[filter.when] : sql.part``}
    ${filter.state ? sql.part`and state = ${filter.state}` : sql.part``}
    ${after ? (ascending ? sql.part`and (starts_at, id) > (${after.at}, ${after.id})` : sql.part`and (starts_at, id) < (${after.at}, ${after.id})`) : sql.part``}
    ${ascending ? sql.part`order by starts_at, id` : sql.part`order by starts_at desc, id desc`}
    limit ${filter.limit + 1}`
}
