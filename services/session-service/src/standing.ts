/** How reliable a coach is, from their bookings and marks, and telling the others when that changes what search shows. */
import { coachStandingChanged, type Standing } from '@ecc/contracts/aftermath'
import type { PolicyValues } from '@ecc/contracts/policies'
import { type Context, plusMinutes, type Queryable, type Tx } from '@ecc/kit'
import type { Config } from './config.ts'
import { currentPolicy } from './policy.ts'
import { judge, type Record, type Verdict } from './standing-rules.ts'

const dayMinutes = 24 * 60
/** More missed sessions than these are no news: the longest ladder of a policy is shorter. */
const mostNoShows = 20

/** What counts about a coach at `now`, a group as one session. A cancelled booking counts when it was cancelled, another at its start. */
export async function recordOf(sql: Queryable, coachId: string, policy: PolicyValues, now: Date): Promise<Record> {
  const since = plusMinutes(now, -policy.reliabilityDays * dayMinutes)
  const noShowsSince = plusMinutes(now, -policy.noShowWindowDays * dayMinutes)
  const counts = await sql.one<Omit<Record, 'noShows'>>`
    with recent as (
      select session_id, cancelled_by from bookings
      where coach_id = ${coachId} and confirmed_at is not null
        and coalesce(cancelled_at, starts_at) > ${since} and coalesce(cancelled_at, starts_at) <= ${now}
    ), marks as (
      select kind from coach_marks where coach_id = ${coachId} and removed_at is null and at > ${since}
    )
    select (select count(distinct session_id) from recent) as bookings,
      (select count(distinct session_id) from recent where cancelled_by = 'coach') as cancellations,
      (select count(*) from marks where kind in ('no_show', 'late')) as absences,
      (select count(*) from marks where kind = 'late_reschedule') as late_reschedules`
  const noShows = await sql<{ at: string }>`
    select at from coach_marks where coach_id = ${coachId} and kind = 'no_show' and removed_at is null and at > ${noShowsSince}
    order by at desc limit ${mostNoShows}`
  return { ...counts, noShows: noShows.map(({ at }) => at) }
}

/** Judges a coach anew, by the rules in force; the others are told when the verdict is another one. */
export async function reviewStanding(tx: Tx, coachId: string, ctx: Context<Config>): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${coachId}, 2))`
  const { values } = await currentPolicy(tx)
  const verdict = judge(await recordOf(tx, coachId, values, ctx.now()), values, ctx.now())
  const earlier = await tx.first<Verdict>`
    select hidden, hidden_until, banned, reason from coach_standings where coach_id = ${coachId}`
  if (isSame(verdict, earlier ?? { hidden: false, hiddenUntil: null, banned: false, reason: null })) return
  await tx`
    insert into coach_standings (coach_id, hidden, hidden_until, banned, reason, changed_at)
    values (${coachId}, ${verdict.hidden}, ${verdict.hiddenUntil}, ${verdict.banned}, ${verdict.reason}, ${ctx.now()})
    on conflict (coach_id) do update set hidden = excluded.hidden, hidden_until = excluded.hidden_until,
      banned = excluded.banned, reason = excluded.reason, changed_at = excluded.changed_at`
  await ctx.emit(tx, coachStandingChanged, { coachId, ...verdict }, coachId)
}

const isSame = (a: Verdict, b: Verdict) =>
  a.hidden === b.hidden && a.hiddenUntil === b.hiddenUntil && a.banned === b.banned && a.reason === b.reason

/** Hidden coaches, whose time may be over, least recently judged first. */
export async function findHidden(sql: Queryable, limit: number, after: string | null): Promise<string[]> {
  const rows = await sql<{ coachId: string }>`
    select coach_id from coach_standings where hidden ${after ? sql.part`and coach_id > ${after}` : sql.part``}
    order by coach_id limit ${limit}`
  return rows.map(({ coachId }) => coachId)
}

/** The standing of a coach as it is shown, without the marks. */
export async function standingOf(sql: Queryable, coachId: string, now: Date): Promise<Omit<Standing, 'marks'>> {
  const { values: policy } = await currentPolicy(sql)
  const record = await recordOf(sql, coachId, policy, now)
  const share = (count: number, limitPercent: number) => ({
    count,
    percent: record.bookings === 0 ? 0 : Math.round((count * 100) / record.bookings),
    limitPercent,
  })
  return {
    coachId,
    ...judge(record, policy, now),
    measured: record.bookings >= policy.reliabilityFromBookings,
    days: policy.reliabilityDays,
    fromBookings: policy.reliabilityFromBookings,
    bookings: record.bookings,
    absences: { count: record.absences, limit: policy.reliabilityAbsences },
    lateReschedules: share(record.lateReschedules, policy.reliabilityLateReschedulePercent),
    cancellations: share(record.cancellations, policy.reliabilityCancellationPercent),
  }
}
