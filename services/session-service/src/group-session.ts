/** Groups: sessions whose seats several players book. Their rules, and every statement on their table. */
import { bookingCancelled, bookingGroupOn } from '@ecc/contracts/bookings'
import type { Quote } from '@ecc/contracts/coaches'
import type { GroupFacts, GroupStanding, GroupState } from '@ecc/contracts/group-terms'
import { groupDecided } from '@ecc/contracts/groups'
import type { Context, Queryable, Tx } from '@ecc/kit'
import { type BookingRow, type Cause, change, lockPeople } from './booking.ts'
import { allOf, noneBack, paidOn } from './booking-funds.ts'
import type { Config } from './config.ts'

/** A row of the table; its id is the `sessionId` of its bookings. */
export interface GroupRow extends GroupFacts {
  id: string
  coachId: string
  offerId: string
  startsAt: string
  endsAt: string
  state: GroupState
}

/** What is known of a group before anything is decided. */
type NewGroup = Omit<GroupRow, 'state'>

/** Why a group is decided. */
type Why = 'enough' | 'too-few' | 'cancelled' | 'removed'

/** The group of a quoted seat, locked; the first seat brings it about, and what it says holds for all. */
export async function openGroup(tx: Tx, { group, coachId, offerId, startsAt, endsAt }: Quote): Promise<GroupRow> {
  if (!group) throw new Error('this quote is not for a seat')
  await addGroup(tx, { ...group, coachId, offerId, startsAt, endsAt })
  return lockGroup(tx, group.id)
}

async function addGroup(tx: Tx, group: NewGroup): Promise<void> {
  await tx`
    insert into group_sessions (id, coach_id, offer_id, starts_at, ends_at, min_seats, max_seats, decides_at)
    values (${group.id}, ${group.coachId}, ${group.offerId}, ${group.startsAt}, ${group.endsAt}, ${group.minSeats},
            ${group.maxSeats}, ${group.decidesAt})
    on conflict do nothing`
}

/** Locks a group, whose people are locked. Whoever also locks its bookings does so after it, so that nobody waits crosswise. */
export async function lockGroup(tx: Tx, id: string): Promise<GroupRow> {
  return tx.one<GroupRow>`select * from group_sessions where id = ${id} for update`
}

/** A group and its seats that are held or paid, locked in the order in which everybody does: its people, the group, its bookings by id. */
export async function lockWhole(tx: Tx, id: string): Promise<{ group: GroupRow; seats: BookingRow[] }> {
  const { coachId } = await tx.one<{ coachId: string }>`select coach_id from group_sessions where id = ${id}`
  const people = new Set([coachId, ...(await playersOf(tx, id))])
  await lockPeople(tx, [...people])
  const group = await lockGroup(tx, id)
  // Who took a seat just before the coach was locked comes late and out of order; nobody else can any more.
  await lockPeople(
    tx,
    (await playersOf(tx, id)).filter((player) => !people.has(player)),
  )
  const seats = await tx<BookingRow>`
    select * from bookings where session_id = ${id} and state in ('held', 'confirmed') order by id for update`
  return { group, seats }
}

/** The players whose seats are held or paid. */
async function playersOf(tx: Tx, id: string): Promise<string[]> {
  const seats = await tx<{ playerId: string }>`
    select player_id from bookings where session_id = ${id} and state in ('held', 'confirmed')`
  return seats.map(({ playerId }) => playerId)
}

/** At the cut-off: with enough seats paid the group takes place, else all of it is called off. Before and after it nothing. */
export async function decideWhenDue(tx: Tx, id: string, ctx: Context<Config>): Promise<void> {
  const { group, seats } = await lockWhole(tx, id)
  if (group.state !== 'open' || Date.parse(group.decidesAt) > ctx.now().getTime()) return
  const paid = seats.filter(({ state }) => state === 'confirmed')
  if (paid.length < group.minSeats) return callOff(tx, group, seats, 'too-few', ctx)
  await close(tx, group, 'on', 'enough', ctx)
  for (const seat of paid) {
    const cause = {
      by: 'system',
      reason: `${paid.length} of ${group.maxSeats} seats are booked: it takes place`,
    } as const
    const booking = await change(tx, seat, 'groupOn', cause, ctx.now())
    await ctx.emit(tx, bookingGroupOn, booking, booking.id)
  }
}

/**
 * A date was taken back that looked empty to coach-service. It is kept as called off, so that no seat is sold any more, and a
 * seat that was bought meanwhile gets all back.
 */
export async function callOffRemoved(tx: Tx, removed: NewGroup, ctx: Context<Config>): Promise<void> {
  await addGroup(tx, removed)
  const { group, seats } = await lockWhole(tx, removed.id)
  if (group.state !== 'off') await callOff(tx, group, seats, 'removed', ctx)
}

async function callOff(
  tx: Tx,
  group: GroupRow,
  seats: readonly BookingRow[],
  why: 'too-few' | 'removed',
  ctx: Context<Config>,
): Promise<void> {
  await close(tx, group, 'off', why, ctx)
  const paid = seats.filter(({ state }) => state === 'confirmed').length
  const cause: Cause =
    why === 'too-few'
      ? { by: 'system', reason: `${group.minSeats} seats had to be booked by the cut-off, and ${paid} were` }
      : { by: 'coach', actorId: group.coachId, reason: 'the coach took the date back' }
  for (const seat of seats) {
    const refund = allOf(paidOn(seat))
    const money = seat.confirmedAt === null ? { refund: noneBack } : { refund, toPlayer: refund.amount }
    const booking = await change(tx, seat, 'callOff', cause, ctx.now(), money)
    await ctx.emit(tx, bookingCancelled, booking, booking.id)
  }
}

/** Writes down whether a locked group takes place, and tells it. */
export async function close(
  tx: Tx,
  group: GroupRow,
  state: 'on' | 'off',
  why: Why,
  ctx: Context<Config>,
): Promise<void> {
  const { id, coachId, offerId, startsAt, endsAt, minSeats, maxSeats, decidesAt } = group
  await tx`update group_sessions set state = ${state}, why = ${why}, decided_at = ${ctx.now()} where id = ${id}`
  const told = { id, coachId, offerId, startsAt, endsAt, minSeats, maxSeats, decidesAt, state, why }
  await ctx.emit(tx, groupDecided, told, id)
}

/** The other players' bookings of a group that was not cancelled for them. */
export async function othersOf(sql: Queryable, row: BookingRow): Promise<BookingRow[]> {
  return sql<BookingRow>`
    select * from bookings
    where session_id = ${row.sessionId} and id <> ${row.id} and confirmed_at is not null and state <> 'cancelled' order by seat`
}

/** How the groups of these bookings stand, by their session. */
export async function standingsOf(
  sql: Queryable,
  rows: readonly BookingRow[],
  now: Date,
): Promise<Map<string, GroupStanding>> {
  const ids = [...new Set(rows.filter(({ seat }) => seat !== null).map(({ sessionId }) => sessionId))]
  if (ids.length === 0) return new Map()
  const groups = await sql<GroupStanding & { id: string }>`
    select g.id, g.min_seats, g.max_seats, g.decides_at, g.state,
      count(b.id) filter (where b.state not in ('held', 'expired', 'cancelled')) as booked,
      count(b.id) filter (where b.state not in ('expired', 'cancelled') and (b.state <> 'held' or b.hold_expires_at > ${now})) as taken
    from group_sessions g left join bookings b on b.session_id = g.id
    where g.id = any(${ids}::uuid[]) group by g.id`
  return new Map(groups.map(({ id, ...standing }) => [id, standing]))
}

/** The seats of a group that are paid and may still be cancelled. */
export async function paidSeatsOf(sql: Queryable, sessionId: string): Promise<BookingRow[]> {
  return sql<BookingRow>`select * from bookings where session_id = ${sessionId} and state = 'confirmed' order by seat`
}
