/** Stays in the room: signed records of who was there and when. */
import { createHmac } from 'node:crypto'
import { type AttendanceRecord, attendanceRecorded } from '@ecc/contracts/video'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import type { Queryable, Tx } from '@ecc/kit'
import type { Static } from 'typebox'
import type { Booking, Role } from './booking.ts'
import type { Context } from './config.ts'

/** One stay of one person; of a coach it counts for every booking of the session. */
export interface Stay {
  id: string
  roomId: string
  userId: string
  role: Role
  generation: number
  joinedAt: string
  lastSeenAt: string
  leftAt: string | null
  card: PersonCard
}

/** A stay whose connection gave no sign of life for so long has ended. */
export const unseenLimitMs = 60_000
const maxStaysShown = 500

/** Opens a stay at `at` and tells the others. An earlier stay of the same person must have been ended. */
export async function openStay(
  tx: Tx,
  ctx: Context,
  who: Pick<Stay, 'roomId' | 'userId' | 'role' | 'generation' | 'card'>,
  at: Date,
): Promise<Stay> {
  const joinedAt = at.toISOString()
  const stay: Stay = { ...who, id: ctx.id(), joinedAt, lastSeenAt: joinedAt, leftAt: null }
  await tx`
    insert into stays (id, room_id, user_id, role, generation, joined_at, last_seen_at, signature, card)
    values (${stay.id}, ${stay.roomId}, ${stay.userId}, ${stay.role}, ${stay.generation}, ${joinedAt}, ${joinedAt},
            ${signatureOf(ctx.config.ATTENDANCE_SECRET, stay)}, ${tx.json(stay.card)})`
  await tell(tx, ctx, stay)
  return stay
}

/** Ends a stay at `at`, unless it has ended, and tells the others; answers whether it was open. */
export async function endStay(tx: Tx, ctx: Context, stay: Stay, at: Date): Promise<boolean> {
  const leftAt = (at < new Date(stay.joinedAt) ? new Date(stay.joinedAt) : at).toISOString()
  const ended = { ...stay, leftAt }
  const rows = await tx`
    update stays set left_at = ${leftAt}, last_seen_at = ${leftAt},
                     signature = ${signatureOf(ctx.config.ATTENDANCE_SECRET, ended)}
     where id = ${stay.id} and left_at is null returning id`
  if (rows.length > 0) await tell(tx, ctx, ended)
  return rows.length > 0
}

/** Who is in the room now. */
export async function openStaysOf(db: Queryable, roomId: string): Promise<Stay[]> {
  return db<Stay>`select * from stays where room_id = ${roomId} and left_at is null`
}

/** Moves these stays on to `now`; answers the ids of those that are still open. */
export async function seeStays(db: Queryable, ids: readonly string[], now: Date): Promise<Set<string>> {
  const rows = await db<{ id: string }>`
    update stays set last_seen_at = greatest(last_seen_at, ${now}) where id = any(${ids}) and left_at is null returning id`
  return new Set(rows.map((row) => row.id))
}

/** Open stays that nobody has seen since `before`, locked; those another process is ending are left out. */
export async function unseenStays(tx: Tx, before: Date, limit: number): Promise<Stay[]> {
  return tx<Stay>`
    select * from stays where left_at is null and last_seen_at < ${before}
     order by last_seen_at limit ${limit} for update skip locked`
}

type Pair = Pick<Booking, 'sessionId' | 'playerId' | 'coachId'>

/** The stays of a booking's player and coach, in the order of joining, as these two may see them. */
export async function attendanceOf(db: Queryable, pair: Pair): Promise<Static<typeof AttendanceRecord>[]> {
  return db<Static<typeof AttendanceRecord>>`
    select user_id, role, joined_at, left_at, signature from stays
     where room_id = ${pair.sessionId} and user_id in (${pair.playerId}, ${pair.coachId}) order by joined_at, id limit ${maxStaysShown}`
}

/** The same for counting: from and to, an open one as far as it was seen plus one beat. */
export async function periodsOf(db: Queryable, pair: Pair, now: Date, beatMs: number) {
  return db<{ role: Role; from: string; to: string }>`
    select role, joined_at as from, coalesce(left_at, least(${now}, last_seen_at + make_interval(secs => ${beatMs / 1000}))) as to
      from stays where room_id = ${pair.sessionId} and user_id in (${pair.playerId}, ${pair.coachId})`
}

async function tell(tx: Tx, ctx: Context, { roomId, userId, role, joinedAt, leftAt }: Stay): Promise<void> {
  const bookings = await tx<Pick<Booking, 'id'>>`
    select id from bookings where session_id = ${roomId} and ${userId} in (player_id, coach_id) order by id`
  for (const { id } of bookings)
    await ctx.emit(tx, attendanceRecorded, { bookingId: id, userId, role, joinedAt, leftAt }, id)
}

/** HMAC-SHA-256 over the JSON array of session, person, role, joined and left, as hex. */
function signatureOf(secret: string, { roomId, userId, role, joinedAt, leftAt }: Stay): string {
  const record = JSON.stringify([roomId, userId, role, joinedAt, leftAt])
  return createHmac('sha256', secret).update(record).digest('hex')
}
