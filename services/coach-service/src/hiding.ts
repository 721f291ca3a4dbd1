/** Coaches hidden from search, as session-service tells it. */
import type { coachStandingChanged } from '@ecc/contracts/aftermath'
import type { PayloadOf } from '@ecc/contracts/define'
import type { Queryable, Tx } from '@ecc/kit'

/** Keeps what was last told of a coach. */
export async function recordHiding(
  tx: Tx,
  { coachId, hidden, hiddenUntil, banned, reason }: PayloadOf<typeof coachStandingChanged>,
): Promise<void> {
  await tx`
    insert into hidings (coach_id, hidden, hidden_until, banned, reason)
    values (${coachId}, ${hidden}, ${hiddenUntil}, ${banned}, ${reason})
    on conflict (coach_id) do update set hidden = excluded.hidden, hidden_until = excluded.hidden_until,
      banned = excluded.banned, reason = excluded.reason`
}

/** Whether a coach may not be booked at all. */
export async function isBanned(sql: Queryable, coachId: string): Promise<boolean> {
  return (await sql.first`select from hidings where coach_id = ${coachId} and banned`) !== undefined
}

/** Whether search leaves a coach out now; the end of the days counts also when its event is still on the way. */
export async function isHidden(sql: Queryable, coachId: string, now: Date): Promise<boolean> {
  const hiding = await sql.first`
    select from hidings where coach_id = ${coachId} and hidden and (hidden_until is null or hidden_until > ${now})`
  return hiding !== undefined
}
