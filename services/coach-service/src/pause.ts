/** A pause: until its return date begins on the coach's clock, nothing is offered and search does not show them. */
import { badReturnDate } from '@ecc/contracts/availability'
import type { Queryable, Tx } from '@ecc/kit'
import { Temporal } from 'temporal-polyfill'
import { startOfDay } from './open-hours.ts'

/** The pause a coach is in: the date they are back, and the instant it begins in their zone; null when they are not away. */
export async function readPause(
  sql: Queryable,
  coachId: string,
  zone: string,
  now: Date,
): Promise<{ returnsOn: string; pausedUntil: Date } | { returnsOn: null; pausedUntil: null }> {
  const row = await sql.first<{ returnsOn: string | null }>`select returns_on from coaches where id = ${coachId}`
  const returnsOn = row?.returnsOn ?? null
  if (returnsOn === null || now >= pauseEnd(returnsOn, zone)) return { returnsOn: null, pausedUntil: null }
  return { returnsOn, pausedUntil: pauseEnd(returnsOn, zone) }
}

/** When a pause is over: as the return date begins. */
export function pauseEnd(returnsOn: string, zone: string): Date {
  return new Date(startOfDay(returnsOn, zone))
}

/** Throws badReturnDate unless the date is after today in the zone, and within a year. */
export function checkReturnDate(returnsOn: string, zone: string, now: Date): void {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate()
  const date = Temporal.PlainDate.from(returnsOn)
  const isTooFar = Temporal.PlainDate.compare(date, today.add({ years: 1 })) > 0
  if (Temporal.PlainDate.compare(date, today) <= 0 || isTooFar) throw badReturnDate()
}

/** Pauses a locked coach, or ends the pause with null. */
export async function setReturnDate(tx: Tx, coachId: string, returnsOn: string | null): Promise<void> {
  await tx`update coaches set returns_on = ${returnsOn} where id = ${coachId}`
}
