import { type Actor } from '@ecc/contracts/bookings'
import { listDisputes as contract } from '@ecc/contracts/disputes'
import { type Context, cutPage, handle, pageAsked } from '@ecc/kit'
import { type BookingRow, toRecord } from './booking.ts'
import { findPeopleOf } from './booking-view.ts'
import type { Config } from './config.ts'
import { outcomesOf } from './outcome.ts'

/** GET /admin/disputes: open disputes with their reason, oldest session first. */
export const listDisputes = handle(contract, async ({ query }, ctx: Context<Config>) => {
  const { sql } = ctx
  const { limit, after } = pageAsked(query)
  const found = await sql<BookingRow & { reason: string; openedBy: Actor }>`
    select b.*, h.reason, h.by as opened_by from bookings b join booking_history h on h.booking_id = b.id and h.to_state = 'disputed'
    where b.state = 'disputed' ${after ? sql.part`and (b.starts_at, b.id) > (${after.at}, ${after.id})` : sql.part``}
    order by b.starts_at, b.id limit ${limit + 1}`
  const { rows, nextCursor } = cutPage(found, limit, ({ startsAt, id }) => ({ at: startsAt, id }))
  const outcomes = await outcomesOf(sql, rows)
  const person = await findPeopleOf(rows, ctx)
  return {
    items: rows.map((row) => ({
      ...toRecord(row),
      player: person(row.playerId),
      coach: person(row.coachId),
      openedBy: row.openedBy,
      reason: row.reason,
      outcome: outcomes.get(row.id) ?? null,
    })),
    nextCursor,
  }
})
