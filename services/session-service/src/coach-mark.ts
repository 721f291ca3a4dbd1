/** Reliability marks of coaches: made by what happened, taken back by staff. */
import { coachMarked, markNotFound } from '@ecc/contracts/aftermath'
import type { Mark, MarkKind } from '@ecc/contracts/outcomes'
import type { Context, Queryable, Tx } from '@ecc/kit'
import type { BookingRow } from './booking.ts'
import type { Config } from './config.ts'
import { reviewStanding } from './standing.ts'

/** A mark as stored. */
export interface MarkRow extends Mark {
  coachId: string
}

const mostShown = 50

/** Marks a session's coach, once for each kind however many players it has, and sees whether that hides them from search. */
export async function mark(tx: Tx, row: BookingRow, kind: MarkKind, ctx: Context<Config>): Promise<void> {
  const [id, at] = [ctx.id(), ctx.now()]
  const { coachId, id: bookingId, sessionId } = row
  const made = await tx`
    insert into coach_marks (id, coach_id, booking_id, session_id, kind, at)
    values (${id}, ${coachId}, ${bookingId}, ${sessionId}, ${kind}, ${at})
    on conflict on constraint one_mark_of_a_kind_per_session do nothing returning id`
  if (made.length === 0) return
  await ctx.emit(tx, coachMarked, { coachId, bookingId, markId: id, kind, at: at.toISOString() }, coachId)
  await reviewStanding(tx, coachId, ctx)
}

/** Takes a mark back; a second time changes nothing. Throws markNotFound. */
export async function unmark(
  tx: Tx,
  id: string,
  { by, why }: { by: string; why: string },
  ctx: Context<Config>,
): Promise<MarkRow> {
  await tx`
    update coach_marks set removed_at = ${ctx.now()}, removed_by = ${by}, removed_why = ${why}
    where id = ${id} and removed_at is null`
  const row = await tx.first<MarkRow>`select * from coach_marks where id = ${id}`
  if (!row) throw markNotFound()
  await reviewStanding(tx, row.coachId, ctx)
  return row
}

/** Takes back all that a session marked its coach with. */
export async function unmarkSession(
  tx: Tx,
  sessionId: string,
  cause: { by: string; why: string },
  ctx: Context<Config>,
): Promise<void> {
  const marks = await tx<{ id: string }>`
    select id from coach_marks where session_id = ${sessionId} and removed_at is null`
  for (const { id } of marks) await unmark(tx, id, cause, ctx)
}

/** The contract's shape of a mark. */
export function toMark({ id, bookingId, kind, at, removedAt, removedWhy }: MarkRow): Mark {
  return { id, bookingId, kind, at, removedAt, removedWhy }
}

/** A coach's marks, newest first, the last fifty. */
export async function marksOf(sql: Queryable, coachId: string): Promise<Mark[]> {
  const rows = await sql<MarkRow>`
    select * from coach_marks where coach_id = ${coachId} order by at desc, id desc limit ${mostShown}`
  return rows.map(toMark)
}

/** Whether a session marked its coach, and nobody took that back. */
export async function isMarked(sql: Queryable, sessionId: string): Promise<boolean> {
  const { marked } = await sql.one<{ marked: boolean }>`
    select exists (select from coach_marks where session_id = ${sessionId} and removed_at is null) as marked`
  return marked
}
