/** Booked sessions as far as rating needs them: whose they are, and whether and until when they can be rated. */
import { type BookingRecord, bookingNotFound, getBookingRecord } from '@ecc/contracts/bookings'
import type { Queryable, Tx } from '@ecc/kit'
import type { Context } from './config.ts'

/** A session as known here. */
export interface Session {
  bookingId: string
  playerId: string
  coachId: string
  gameId: string
  state: BookingRecord['state']
  completedAt: string | null
}

/** Which side of a session a person is on. */
export type Side = 'player' | 'coach'

/** Keeps the latest of what is known of a session; an older record changes nothing. */
export async function recordSession(db: Queryable, booking: BookingRecord): Promise<void> {
  await db`
    insert into sessions (booking_id, player_id, coach_id, game_id, state, completed_at, sequence)
    values (${booking.id}, ${booking.playerId}, ${booking.coachId}, ${booking.gameId}, ${booking.state},
            ${booking.completedAt}, ${booking.sequence})
    on conflict (booking_id) do update
       set state = excluded.state, completed_at = excluded.completed_at, sequence = excluded.sequence
     where sessions.sequence < excluded.sequence`
}

/**
 * The caller's session and their side of it. When it is not known here as one that can be rated, session-service is
 * asked: its event may still be on the way. Throws bookingNotFound for everybody else.
 */
export async function sessionOf(
  ctx: Context,
  bookingId: string,
  userId: string,
): Promise<{ session: Session; side: Side }> {
  const known = await ctx.sql.first<Session>`select * from sessions where booking_id = ${bookingId}`
  if (known && (attended(known) || !sideOf(known, userId))) return withSide(known, userId)
  await recordSession(ctx.sql, await ctx.call(getBookingRecord, { params: { id: bookingId } }))
  return withSide(await ctx.sql.one<Session>`select * from sessions where booking_id = ${bookingId}`, userId)
}

/** Locks a session, so that its two sides are rated one after the other. */
export async function lockSession(tx: Tx, bookingId: string): Promise<Session> {
  return tx.one<Session>`select * from sessions where booking_id = ${bookingId} for update`
}

/** When a session can no longer be rated; null when it did not take place. */
export function closesAt(session: Session, windowDays: number): Date | null {
  return session.completedAt ? new Date(Date.parse(session.completedAt) + windowDays * 86_400_000) : null
}

/** Whether a session can be rated at `now`: it took place, is not in dispute, and its window is open. */
export function isRateable(session: Session, windowDays: number, now: Date): boolean {
  const end = closesAt(session, windowDays)
  return attended(session) && end !== null && now < end
}

/** A dispute that is settled leaves a session that took place; while it is open nothing is rated. */
function attended({ state, completedAt }: Session): boolean {
  return completedAt !== null && (state === 'completed' || state === 'released' || state === 'resolved')
}

function sideOf(session: Session, userId: string): Side | undefined {
  if (session.playerId === userId) return 'player'
  return session.coachId === userId ? 'coach' : undefined
}

function withSide(session: Session, userId: string): { session: Session; side: Side } {
  const side = sideOf(session, userId)
  if (!side) throw bookingNotFound()
  return { session, side }
}
