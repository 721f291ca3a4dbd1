/** Bookings as known here: whose they are, when their room is open, and in which states they have one. */
import { type BookingRecord, bookingNotFound, getBookingRecord } from '@ecc/contracts/bookings'
import { plusMinutes, type Queryable } from '@ecc/kit'
import type { Context } from './config.ts'

/** What is known of a booking; its `sessionId` names the room, which the bookings of a group share. */
export interface Booking {
  id: string
  sessionId: string
  playerId: string
  coachId: string
  state: BookingRecord['state']
  startsAt: string
  endsAt: string
}

/** Which side of a booking a person is on. */
export type Role = 'player' | 'coach'

const opensMinutesBefore = 10
const closesMinutesAfter = 30
// `released`: a player who confirms early has not ended the talk.
const statesWithRoom = new Set<Booking['state']>(['confirmed', 'in_progress', 'completed', 'released'])
const statesWithoutSession = new Set<Booking['state']>([
  'held',
  'requested',
  'accepted',
  'declined',
  'expired',
  'cancelled',
])

/** When the room opens. */
export const opensAt = (booking: Pick<Booking, 'startsAt'>): Date => plusMinutes(booking.startsAt, -opensMinutesBefore)
/** When everybody must have left. */
export const closesAt = (booking: Pick<Booking, 'endsAt'>): Date => plusMinutes(booking.endsAt, closesMinutesAfter)
/** Whether a booking in this state has a room at all. */
export const hasRoom = (booking: Pick<Booking, 'state'>): boolean => statesWithRoom.has(booking.state)
/** Whether one may be in the room by this booking at `now`. */
export const isOpen = (booking: Booking, now: Date): boolean =>
  hasRoom(booking) && opensAt(booking) <= now && now < closesAt(booking)

/** Keeps the latest of what is known of a booking, and makes its session's room; an older record changes nothing. */
export async function recordBooking(db: Queryable, booking: BookingRecord): Promise<void> {
  const { id, sessionId, playerId, coachId, state, startsAt, endsAt, sequence } = booking
  await db`insert into rooms (id, coach_id) values (${sessionId}, ${coachId}) on conflict do nothing`
  await db`
    insert into bookings (id, session_id, player_id, coach_id, state, starts_at, ends_at, sequence)
    values (${id}, ${sessionId}, ${playerId}, ${coachId}, ${state}, ${startsAt}, ${endsAt}, ${sequence})
    on conflict (id) do update
       set state = excluded.state, starts_at = excluded.starts_at, ends_at = excluded.ends_at, sequence = excluded.sequence
     where bookings.sequence < excluded.sequence`
}

/** A booking as known here. */
export async function findBooking(db: Queryable, id: string): Promise<Booking | undefined> {
  return db.first<Booking>`select * from bookings where id = ${id}`
}

/**
 * The caller's booking and their side. When its event is still on the way, session-service is asked.
 * Throws bookingNotFound for everybody else.
 */
export async function bookingOf(ctx: Context, id: string, userId: string): Promise<{ booking: Booking; role: Role }> {
  const booking = (await findBooking(ctx.sql, id)) ?? (await fetchBooking(ctx, id))
  if (booking.playerId === userId) return { booking, role: 'player' }
  if (booking.coachId === userId) return { booking, role: 'coach' }
  throw bookingNotFound()
}

/**
 * The same for what a session's people write and share. A group goes on without the player whose booking is off or not
 * paid for: to them there is no such thing. Throws bookingNotFound.
 */
export async function sharedBookingOf(ctx: Context, id: string, userId: string): Promise<Booking> {
  const { booking, role } = await bookingOf(ctx, id, userId)
  const isOut = role === 'player' && booking.sessionId !== booking.id && statesWithoutSession.has(booking.state)
  if (isOut) throw bookingNotFound()
  return booking
}

async function fetchBooking(ctx: Context, id: string): Promise<Booking> {
  await recordBooking(ctx.sql, await ctx.call(getBookingRecord, { params: { id } }))
  return ctx.sql.one<Booking>`select * from bookings where id = ${id}`
}
