import type { BookingRecord } from '@ecc/contracts/bookings'
import type { Queryable, Tx } from '@ecc/kit'
import { readExternalBusy } from './external-calendar/external-calendar.ts'
import type { BusyInterval } from './slots.ts'

/**
 * Keeps what is known of a booking, unless something newer is: events of one booking may arrive late or again. The
 * buffers are those of the coach at its first news, as in the quote it was sold by. Answers whether anything changed.
 */
export async function recordBooking(tx: Tx, booking: BookingRecord): Promise<boolean> {
  const changed = await tx.first`
    insert into busy (booking_id, coach_id, during, blocked, state, hold_expires_at, sequence)
    select ${booking.id}, ${booking.coachId}, tstzrange(${booking.startsAt}, ${booking.endsAt}),
           tstzrange(${booking.startsAt}::timestamptz - make_interval(mins => coalesce(a.buffer_before_minutes, 0)),
                     ${booking.endsAt}::timestamptz + make_interval(mins => coalesce(a.buffer_after_minutes, 0))),
           ${booking.state}, ${booking.holdExpiresAt}, ${booking.sequence}
    from (values (1)) as always left join availability a on a.coach_id = ${booking.coachId}
    on conflict (booking_id) do update set
      during = excluded.during,
      blocked = case when busy.during = excluded.during then busy.blocked else excluded.blocked end,
      state = excluded.state, hold_expires_at = excluded.hold_expires_at, sequence = excluded.sequence
    where busy.sequence < excluded.sequence
    returning booking_id`
  return changed !== undefined
}

/**
 * When the coach is taken between the two instants: by bookings, buffers included, a hold only as long as it lasts; and by
 * their other calendars.
 */
export async function readBusy(
  sql: Queryable,
  coachId: string,
  { from, to, now }: { from: Date; to: Date; now: Date },
): Promise<BusyInterval[]> {
  const booked = await sql<{ start: string; end: string }>`
    select lower(blocked) as start, upper(blocked) as "end" from busy
    where coach_id = ${coachId} and blocked && tstzrange(${from}, ${to})
      and state in ('held', 'confirmed', 'in_progress') and (state <> 'held' or hold_expires_at > ${now})
    order by 1`
  return [...booked, ...(await readExternalBusy(sql, coachId, { from, to }))]
}

const keptDays = 30
const forgottenAtOnce = 10_000

/** Drops sessions that ended 30 days ago; they block nothing any more. Answers how many went, at most 10,000. */
export async function forgetPast(tx: Tx, now: Date): Promise<number> {
  const gone = await tx`
    delete from busy where booking_id in (
      select booking_id from busy where upper(during) < ${now}::timestamptz - make_interval(days => ${keptDays}) limit ${forgottenAtOnce})
    returning booking_id`
  return gone.length
}
