import { listDisputes as contract } from '@ecc/contracts/bookings'
import { type Context, fromCursor, handle, toCursor } from '@ecc/kit'
import { type BookingRow, toRecord } from './booking.ts'
import { findPeople } from './booking-view.ts'
import type { Config } from './config.ts'

/** GET /admin/disputes: open disputes with their reason, oldest session first. */
export const listDisputes = handle(contract, async ({ query }, ctx: Context<Config>) => {
  const limit = query.limit ?? 20
  const after = query.cursor
    ? fromCursor(query.cursor)
    : { at: '0001-01-01T00:00:00Z', id: '00000000-0000-0000-0000-000000000000' }
  const rows = await ctx.sql<BookingRow & { reason: string }>`
    select b.*, h.reason from bookings b join booking_history h on h.booking_id = b.id and h.to_state = 'disputed'
    where b.state = 'disputed' and (b.starts_at, b.id) > (${after.at}, ${after.id})
    order by b.starts_at, b.id limit ${limit + 1}`
  const page = rows.slice(0, limit)
  const person = await findPeople(
    page.flatMap(({ playerId, coachId }) => [playerId, coachId]),
    ctx,
  )
  const last = page.at(-1)
  return {
    items: page.map((row) => ({
      ...toRecord(row),
      player: person(row.playerId),
      coach: person(row.coachId),
      reason: row.reason,
    })),
    nextCursor: rows.length > limit && last ? toCursor({ at: last.startsAt, id: last.id }) : null,
  }
})
