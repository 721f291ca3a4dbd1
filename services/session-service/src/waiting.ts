/** Places on waiting lists: their rules and every statement on their table. */
import type { BookingRecord } from '@ecc/contracts/bookings'
import type { Quote } from '@ecc/contracts/coaches'
import { mostWaits } from '@ecc/contracts/policies'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import { tooManyWaits, type Waiting, waitingNotFound } from '@ecc/contracts/waiting-list'
import type { Context, Queryable, Tx } from '@ecc/kit'
import { hold, lockPeople } from './booking.ts'
import type { Config } from './config.ts'
import { currentPolicy } from './policy.ts'

/** A place as stored, with the time that is held for it. */
export interface WaitingRow {
  id: string
  playerId: string
  coachId: string
  offerId: string
  offerTitle: string
  from: string
  to: string
  state: Waiting['state']
  bookingId: string | null
  startsAt: string | null
  holdExpiresAt: string | null
  ahead: number
  createdAt: string
}

/** What a player wants to wait for. */
export interface Wish {
  coachId: string
  offerId: string
  offerTitle: string
  from: string
  to: string
}

/** Takes a place, or answers the one the player already has on that day. Throws tooManyWaits. */
export async function join(tx: Tx, playerId: string, wish: Wish, ctx: Context<Config>): Promise<WaitingRow> {
  await lockPeople(tx, [playerId])
  const waits = await placesOf(tx, playerId)
  const mine = waits.find(({ coachId, from, to }) => coachId === wish.coachId && from < wish.to && wish.from < to)
  if (mine) return mine
  const { values } = await currentPolicy(tx)
  if (waits.length >= values.waitingDaysPerPlayer) throw tooManyWaits()
  const id = ctx.id()
  await tx`
    insert into waiting_list (id, player_id, coach_id, offer_id, offer_title, during, created_at, looked_at)
    values (${id}, ${playerId}, ${wish.coachId}, ${wish.offerId}, ${wish.offerTitle}, tstzrange(${wish.from}, ${wish.to}),
            ${ctx.now()}, ${ctx.now()})`
  return (await placesOf(tx, playerId)).find((place) => place.id === id) as WaitingRow
}

/** The places a player has, soonest day first. */
export async function placesOf(sql: Queryable, playerId: string): Promise<WaitingRow[]> {
  return sql<WaitingRow>`
    select w.id, w.player_id, w.coach_id, w.offer_id, w.offer_title, lower(w.during) as "from", upper(w.during) as "to",
           w.state, w.booking_id, b.starts_at, b.hold_expires_at, w.created_at,
           (select count(*)::int from waiting_list o where o.coach_id = w.coach_id and o.state = 'waiting'
              and o.during && w.during and (o.created_at, o.id) < (w.created_at, w.id)) as ahead
    from waiting_list w left join bookings b on b.id = w.booking_id
    where w.player_id = ${playerId} and w.state in ('waiting', 'offered')
    order by lower(w.during), w.id limit ${mostWaits}`
}

/** Gives a place up; giving it up twice is the same as once. Throws waitingNotFound for a place that was never theirs. */
export async function leave(sql: Queryable, id: string, playerId: string): Promise<void> {
  const place = await sql.first`
    update waiting_list set state = case when state in ('waiting', 'offered') then 'left' else state end
    where id = ${id} and player_id = ${playerId} returning id`
  if (!place) throw waitingNotFound()
}

/** Those who wait for a coach, longest first, at most 20: as many as one look can serve. */
export async function waitingFor(sql: Queryable, coachId: string, now: Date): Promise<WaitingRow[]> {
  return sql<WaitingRow>`
    select id, player_id, coach_id, offer_id, greatest(lower(during), ${now}) as "from", upper(during) as "to"
    from waiting_list where coach_id = ${coachId} and state = 'waiting' and upper(during) > ${now}
    order by created_at, id limit 20`
}

/**
 * Holds a time for one who waits; null when they no longer wait. Throws slotTaken, playerBusy or tooManyHolds, and then
 * they go on waiting.
 */
export async function holdForWaiting(
  tx: Tx,
  place: WaitingRow,
  quote: Quote,
  ctx: Context<Config>,
): Promise<BookingRecord | null> {
  const still = await tx.first`select id from waiting_list where id = ${place.id} and state = 'waiting' for update`
  if (!still) return null
  const booking = await hold(tx, quote, place.playerId, ctx, { waited: true })
  await tx`update waiting_list set state = 'offered', booking_id = ${booking.id} where id = ${place.id}`
  return booking
}

/** What became of a time that was held for one who waited. Who asks for it has taken it, whatever the coach answers. */
export async function followOffered(tx: Tx, booking: BookingRecord): Promise<void> {
  if (booking.state === 'held') return
  const state = booking.confirmedAt === null && booking.request === null ? 'passed' : 'booked'
  await tx`update waiting_list set state = ${state} where booking_id = ${booking.id} and state = 'offered'`
}

/** Whether anybody waits for a time of this coach. */
export async function isWaitedFor(sql: Queryable, coachId: string): Promise<boolean> {
  return (
    (await sql.first`select id from waiting_list where coach_id = ${coachId} and state = 'waiting' limit 1`) !==
    undefined
  )
}

/** Ends the places whose day is over, and answers the coaches to look at now: at most 200, longest not looked at first. */
export async function takeTurns(tx: Tx, now: Date): Promise<string[]> {
  await tx`update waiting_list set state = 'over' where state = 'waiting' and upper(during) <= ${now}`
  const rows = await tx<{ coachId: string }>`
    update waiting_list set looked_at = ${now} where state = 'waiting' and coach_id in (
      select coach_id from waiting_list where state = 'waiting' group by coach_id order by min(looked_at) limit 200)
    returning coach_id`
  return [...new Set(rows.map(({ coachId }) => coachId))]
}

/** A place as its player sees it. */
export function toWaiting(row: WaitingRow, person: (id: string) => PersonCard): Waiting {
  const { id, offerId, offerTitle, from, to, state, ahead, createdAt, bookingId, startsAt, holdExpiresAt } = row
  const isHeld = bookingId !== null && startsAt !== null && holdExpiresAt !== null
  const held = isHeld ? { bookingId, startsAt, until: holdExpiresAt } : null
  return { id, coach: person(row.coachId), offerId, offerTitle, from, to, state, ahead, offer: held, createdAt }
}
