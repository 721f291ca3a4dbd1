/**
 * Where a coach's busy time is gathered, from whatever source, for everything that shows or checks slots. A further source
 * is one more `union all` in `readTaken`, with its name in the contract's `TakenSource`.
 */
import type { BookingRecord } from '@ecc/contracts/bookings'
import type { BookingTime } from '@ecc/contracts/hours'
import type { Queryable, Tx } from '@ecc/kit'
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
    insert into busy (booking_id, session_id, coach_id, offer_id, during, blocked, proposed, state, hold_expires_at, sequence)
    select ${booking.id}, ${booking.sessionId}, ${booking.coachId}, ${booking.offerId}::uuid, tstzrange(${booking.startsAt}, ${booking.endsAt}),
           ${buffered(booking)}, ${booking.reschedule ? buffered(booking.reschedule) : null},
           ${booking.state}, ${booking.holdExpiresAt}, ${booking.sequence}
    from (values (1)) as always left join availability a on a.coach_id = ${booking.coachId}
    on conflict (booking_id) do update set
      during = excluded.during, offer_id = excluded.offer_id,
      blocked = case when busy.during = excluded.during then busy.blocked
                     when busy.proposed @> excluded.during then busy.proposed else excluded.blocked end,
      proposed = excluded.proposed,
      state = excluded.state, hold_expires_at = excluded.hold_expires_at, sequence = excluded.sequence
    where busy.sequence < excluded.sequence
    returning booking_id`
  return changed !== undefined
}

/** A stretch of time in which something is asked about. */
export interface Stretch {
  from: Date
  to: Date
  now: Date
}

/** What takes a coach's time, and all that it blocks: of a booking the session, and its buffers too. */
export interface TakenTime {
  source: 'booking' | 'group' | 'external'
  bookingId: string | null
  startsAt: string
  endsAt: string
  blockedFrom: string
  blockedTo: string
}

/**
 * What takes the coach's time between the two instants: bookings, a hold only as long as it lasts, a request only once
 * it is accepted, a booking that may move at both times; group dates, until one is over that nobody has booked by its cut-off;
 * and their other calendars, which have no buffers. `except` is a booking that is not in its own way.
 */
export async function readTaken(
  sql: Queryable,
  coachId: string,
  { from, to, now, except }: Stretch & { except?: string | undefined },
): Promise<TakenTime[]> {
  return sql<TakenTime>`
    select 'booking' as source, booking_id, lower(session) as starts_at, upper(session) as ends_at,
           lower(taken) as blocked_from, upper(taken) as blocked_to
    from busy, lateral (values (during, blocked), (proposed, proposed)) as times (session, taken)
    where coach_id = ${coachId} and (blocked && tstzrange(${from}, ${to}) or proposed && tstzrange(${from}, ${to}))
      and taken && tstzrange(${from}, ${to}) and booking_id is distinct from ${except}::uuid
      and state in ('held', 'accepted', 'confirmed', 'in_progress') and (state <> 'held' or hold_expires_at > ${now})
      and (session_id = booking_id or not exists (select from group_dates where id = session_id and state in ('open', 'on')))
    union all
    select 'group', seat.booking_id, lower(g.during), upper(g.during), lower(g.blocked), upper(g.blocked)
    from group_dates g left join lateral (
      select booking_id from busy where session_id = g.id and state in ('held', 'accepted', 'confirmed', 'in_progress')
      order by booking_id limit 1) as seat on true
    where g.coach_id = ${coachId} and g.blocked && tstzrange(${from}, ${to})
      and (g.state = 'on' or (g.state = 'open' and (g.decides_at > ${now} or seat.booking_id is not null)))
    union all
    select 'external', null, lower(busy), upper(busy), lower(busy), upper(busy)
    from external_busy where coach_id = ${coachId} and busy && tstzrange(${from}, ${to})
    order by blocked_from`
}

/** The sessions that caps count, without buffers: every booking but the lapsed and the cancelled; a group is one session. */
export async function readBooked(sql: Queryable, coachId: string, { from, to, now }: Stretch): Promise<BusyInterval[]> {
  return sql<{ start: string; end: string }>`
    select distinct on (session_id) lower(during) as start, upper(during) as "end" from busy
    where coach_id = ${coachId} and during && tstzrange(${from}, ${to})
      and state not in ('requested', 'declined', 'expired', 'cancelled') and (state <> 'held' or hold_expires_at > ${now})`
}

/** An upcoming or running booking, with the offer whose hours it was sold in; null where that is not known. */
export type UpcomingBooking = BookingTime & { offerId: string | null; isGroup: boolean }

/** The coach's bookings that are not over, earliest first, at most 1,000; of a group one seat. */
export async function readUpcoming(sql: Queryable, coachId: string, now: Date): Promise<UpcomingBooking[]> {
  return sql<UpcomingBooking>`
    select * from (
      select distinct on (session_id) booking_id, offer_id, lower(during) as starts_at, upper(during) as ends_at,
             session_id <> booking_id as is_group
      from busy
      where coach_id = ${coachId} and blocked && tstzrange(${now}, null)
        and state in ('held', 'accepted', 'confirmed', 'in_progress') and (state <> 'held' or hold_expires_at > ${now})
      order by session_id, booking_id) as sessions
    order by starts_at, booking_id limit 1000`
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
