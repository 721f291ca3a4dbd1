import type { HistoryMove } from '@ecc/contracts/booking-parts'
import { getBooking as contract, type HistoryEntry } from '@ecc/contracts/bookings'
import { type Context, handle, type Queryable } from '@ecc/kit'
import { find, sideOf } from './booking.ts'
import { findPeopleOf, toView } from './booking-view.ts'
import type { Config } from './config.ts'

/** GET /bookings/:id: one booking with its history, for its two people and staff. */
export const getBooking = handle(contract, async ({ params, caller }, ctx: Context<Config>) => {
  const row = await find(ctx.sql, params.id)
  const side = sideOf(row, caller)
  const history = await readHistory(ctx.sql, row.id)
  const person = await findPeopleOf([row], ctx)
  return { ...toView(row, side, person, ctx.now()), history }
})

interface HistoryRow extends Omit<HistoryEntry, 'move'> {
  moveStep: HistoryMove['step'] | null
  moveFrom: string
  moveTo: string
}

async function readHistory(sql: Queryable, bookingId: string): Promise<HistoryEntry[]> {
  const rows = await sql<HistoryRow>`
    select at, by, from_state as "from", to_state as "to", reason, move_step, move_from, move_to
    from booking_history where booking_id = ${bookingId} order by sequence`
  return rows.map(({ moveStep, moveFrom, moveTo, ...entry }) => ({
    ...entry,
    move: moveStep === null ? null : { step: moveStep, from: moveFrom, to: moveTo },
  }))
}
