import type { BookingRecord } from '@ecc/contracts/bookings'
import type { Queryable, Tx } from '@ecc/kit'
import { readExternalBusy } from './external-calendar/external-calendar.ts'
import type { BusyInterval } from './slots.ts'

/**
 * Keeps what is known of a booking, unless something newer is: events of one booking may arrive late or again. The
 * buffers are those of the coach at the first news of that time, as in the quote it was sold by; a time that is proposed is
 * taken beside the one that stands. Answers whether anything changed.
 */
export async function recordBooking(tx: Tx, booking: BookingRecord): Promise<boolean> {
  const buffered = (time: { startsAt: string; endsAt: string }) => tx.part`
    tstzrange(${time.startsAt}::timestamptz - make_interval(mins => coalesce(a.buffer_before_minutes, 0)),
              ${time.endsAt}::timestamptz + make_interval(mins => coalesce(a.buffer_after_minutes, 0)))`
  const changed = await tx.first`
    insert into busy (booking_id, coach_id, during, blocked, proposed, state, hold_expires_at, sequence)
    select ${booking.id}, ${booking.coachId}, tstzrange(${booking.startsAt}, ${booking.endsAt}), ${buffered(booking)},
           ${booking.reschedule ? buffered(booking.reschedule) : null},
           ${booking.state}, ${booking.holdExpiresAt}, ${booking.sequence}
    from (values (1)) as always left join availability a on a.coach_id = ${booking.coachId}
    on conflict (booking_id) do update set
      during = excluded.during,
      blocked = case when busy.during = excluded.during then busy.blocked
                     when busy.proposed @> excluded.during then busy.proposed else excluded.blocked end,
      proposed = excluded.proposed,
      state = excluded.state, hold_expires_at = excluded.hold_expires_at, sequence = excluded.sequence
    where busy.sequence < excluded.sequence
    returning booking_id`
  return changed !== undefined
}

/**
 * When the coach is taken between the two instants: by bookings, buffers included, a hold only as long as it lasts, a
 * request only once it is accepted; and by their other calendars.
 */
export async function readBusy(
  sql: Queryable,
  coachId: string,
  { from, to, now, except }: { from: Date; to: Date; now: Date; except?: string | undefined },
): Promise<BusyInterval[]> {
  const booked = await sql<{ start: string; end: string }>`
    select lower(taken) as start, upper(taken) as "end" from busy, unnest(array[blocked, proposed]) as taken
    where coach_id = ${coachId} and (blocked && tstzrange(${from}, ${to}) or proposed && tstzrange(${from}, ${to}))
      and taken && tstzrange(${from}, ${to}) and booking_id is distinct from ${except}::uuid
      and state in ('held', 'accepted', 'confirmed', 'in_progress') and (state <> 'held' or hold_expires_at > ${now})
    order by 1`
  return [...booked, ...(await readExternalBusy(sql, coachId, { from, to }))]
}

/** When the first of the coach's holds lapses. */
export async function nextHoldLapse(sql: Queryable, coachId: string, now: Date): Promise<Date | undefined> {
  const held = await sql.first<{ at: string | null }>`
    select min(hold_expires_at) as at from busy where coach_id = ${coachId} and state = 'held' and hold_expires_at > ${now}`
  return held?.at ? new Date(held.at) : undefined
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
