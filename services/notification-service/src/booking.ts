import { type BookingRecord, getBookingRecord } from '@ecc/contracts/bookings'
import type { Queryable, Tx } from '@ecc/kit'
import type { Context } from './config.ts'

/** Which side of a booking a person is on. */
export type Side = 'player' | 'coach'

/** Keeps the latest record of a booking and answers it; one that is older than what is known changes nothing. */
export async function recordBooking(tx: Tx, booking: BookingRecord): Promise<BookingRecord> {
  const row = await tx.one<{ record: BookingRecord }>`
    insert into bookings (id, record, sequence) values (${booking.id}, ${tx.json(booking)}, ${booking.sequence})
    on conflict (id) do update
       set record = case when excluded.sequence >= bookings.sequence then excluded.record else bookings.record end,
           sequence = greatest(excluded.sequence, bookings.sequence)
    returning record`
  return row.record
}

/** The latest record known of a booking. */
export async function findBooking(db: Queryable, id: string): Promise<BookingRecord | undefined> {
  const row = await db.first<{ record: BookingRecord }>`select record from bookings where id = ${id}`
  return row?.record
}

/** A booking as known here, else, when its own event is still on the way, as session-service has it. */
export async function bookingOf(ctx: Context, id: string): Promise<BookingRecord> {
  return (await findBooking(ctx.sql, id)) ?? (await ctx.call(getBookingRecord, { params: { id } }))
}
