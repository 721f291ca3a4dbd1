/** Rooms: one a session, for its coach and the players whose bookings may be there now. */
import type { Queryable, Tx } from '@ecc/kit'
import { type Booking, closesAt, hasRoom } from './booking.ts'

/** A room with the bookings that lead to it. Its id is the session's. */
export interface Room {
  id: string
  bookings: readonly Booking[]
}

/** When everybody must have left. */
export function roomClosesAt(room: Room): Date {
  return new Date(Math.max(...room.bookings.map((booking) => closesAt(booking).getTime())))
}

/** The bookings by which a person may be in the room: the coach by any, a player by their own. */
export function waysIn(room: Room, userId: string): Booking[] {
  return room.bookings.filter((one) => hasRoom(one) && (one.coachId === userId || one.playerId === userId))
}

/** Rooms as known here. */
export async function findRooms(db: Queryable, ids: readonly string[]): Promise<Room[]> {
  const bookings = await db<Booking>`select * from bookings where session_id = any(${ids}) order by id`
  return [...Map.groupBy(bookings, (one) => one.sessionId)].map(([id, bookings]) => ({ id, bookings }))
}

/** A room that is known. */
export async function roomById(db: Queryable, id: string): Promise<Room> {
  const [room] = await findRooms(db, [id])
  if (!room) throw new Error('a room has bookings')
  return room
}

/** Locks a room: who enters and who ends it take turns. Bookings may still be added to it meanwhile. */
export async function lockRoom(tx: Tx, id: string): Promise<Room> {
  await tx.one`select id from rooms where id = ${id} for no key update`
  return roomById(tx, id)
}

/** Counts one more connection to a room; answers its generation. */
export async function nextGeneration(tx: Tx, id: string): Promise<number> {
  const row = await tx.one<{ generation: number }>`
    update rooms set generation = generation + 1 where id = ${id} returning generation`
  return row.generation
}
