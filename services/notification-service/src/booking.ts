import { type BookingRecord, getBookingRecord } from '@ecc/contracts/bookings'
import type { Queryable, Tx } from '@ecc/kit'
import type { Context } from './config.ts'

/** Which side of a booking a person is on. */
export type Side = 'player' | 'coach'

/**
 * Keeps the latest record of a booking, as it was told at `changedAt`, and answers it; one that is older than what is
 * known changes nothing.
 */
export async function recordBooking(tx: Tx, booking: BookingRecord, changedAt: string): Promise<BookingRecord> {
  await tx`
    insert into bookings (id, record, sequence, player_id, coach_id, starts_at, changed_at)
    values (${booking.id}, ${tx.json(booking)}, ${booking.sequence}, ${booking.playerId}, ${booking.coachId},
            ${booking.startsAt}, ${changedAt})
    on conflict (id) do update
       set record = excluded.record, sequence = excluded.sequence, player_id = excluded.player_id,
           coach_id = excluded.coach_id, starts_at = excluded.starts_at, changed_at = excluded.changed_at
     where excluded.sequence >= bookings.sequence`
  const row = await tx.one<{ record: BookingRecord }>`select record from bookings where id = ${booking.id}`
  return row.record
}

/** A booking, and when it last changed. */
export interface KnownBooking {
  booking: BookingRecord
  changedAt: string
}

/**
 * A person's bookings, on either side, that begin between the two instants, the latest `limit` of them by their start.
 * Only those that were confirmed once; what was cancelled before `cancelledSince` is left out.
 */
export async function sessionsOf(
  db: Queryable,
  userId: string,
  { from, to, cancelledSince, limit }: { from: Date; to: Date; cancelledSince: Date; limit: number },
): Promise<KnownBooking[]> {
  return db<KnownBooking>`
    select record as booking, changed_at from bookings
     where (player_id = ${userId} or coach_id = ${userId}) and starts_at between ${from} and ${to}
       and record ->> 'confirmedAt' is not null
       and (record ->> 'state' <> 'cancelled' or changed_at >= ${cancelledSince})
     order by starts_at desc, id limit ${limit}`
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
