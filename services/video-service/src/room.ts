/** Rooms: whose they are and when they are open. The two people of a booking, and nobody else. */
import { type BookingRecord, bookingNotFound, getBookingRecord } from '@ecc/contracts/bookings'
import { plusMinutes, type Queryable, type Tx } from '@ecc/kit'
import type { Context } from './config.ts'

/** A room as known here. */
export interface Room {
  bookingId: string
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
const statesWithRoom = new Set<Room['state']>(['confirmed', 'in_progress', 'completed', 'released'])

/** When the room opens. */
export const opensAt = (room: Pick<Room, 'startsAt'>): Date => plusMinutes(room.startsAt, -opensMinutesBefore)
/** When everybody must have left. */
export const closesAt = (room: Pick<Room, 'endsAt'>): Date => plusMinutes(room.endsAt, closesMinutesAfter)
/** Whether a booking in this state has a room at all. */
export const hasRoom = (room: Pick<Room, 'state'>): boolean => statesWithRoom.has(room.state)
/** Whether one may be in the room at `now`. */
export const isOpen = (room: Room, now: Date): boolean => hasRoom(room) && opensAt(room) <= now && now < closesAt(room)

/** Keeps the latest of what is known of a booking; an older record changes nothing. */
export async function recordRoom(db: Queryable, booking: BookingRecord): Promise<void> {
  await db`
    insert into rooms (booking_id, player_id, coach_id, state, starts_at, ends_at, sequence)
    values (${booking.id}, ${booking.playerId}, ${booking.coachId}, ${booking.state}, ${booking.startsAt},
            ${booking.endsAt}, ${booking.sequence})
    on conflict (booking_id) do update
       set state = excluded.state, starts_at = excluded.starts_at, ends_at = excluded.ends_at, sequence = excluded.sequence
     where rooms.sequence < excluded.sequence`
}

/** A room as known here. */
export async function findRoom(db: Queryable, bookingId: string): Promise<Room | undefined> {
  return db.first<Room>`select * from rooms where booking_id = ${bookingId}`
}

/** Locks a room: who enters and who ends it take turns. */
export async function lockRoom(tx: Tx, bookingId: string): Promise<Room | undefined> {
  return tx.first<Room>`select * from rooms where booking_id = ${bookingId} for update`
}

/**
 * The caller's room and their side. When the booking's event is still on the way, session-service is asked.
 * Throws bookingNotFound for everybody else.
 */
export async function roomOf(ctx: Context, bookingId: string, userId: string): Promise<{ room: Room; role: Role }> {
  const room = (await findRoom(ctx.sql, bookingId)) ?? (await fetchRoom(ctx, bookingId))
  if (room.playerId === userId) return { room, role: 'player' }
  if (room.coachId === userId) return { room, role: 'coach' }
  throw bookingNotFound()
}

async function fetchRoom(ctx: Context, bookingId: string): Promise<Room> {
  await recordRoom(ctx.sql, await ctx.call(getBookingRecord, { params: { id: bookingId } }))
  return ctx.sql.one<Room>`select * from rooms where booking_id = ${bookingId}`
}

/** Counts one more connection of a side; answers its generation. */
export async function nextGeneration(tx: Tx, bookingId: string, role: Role): Promise<number> {
  const column = role === 'player' ? tx.part`player_generation` : tx.part`coach_generation`
  const row = await tx.one<{ generation: number }>`
    update rooms set ${column} = ${column} + 1 where booking_id = ${bookingId} returning ${column} as generation`
  return row.generation
}
