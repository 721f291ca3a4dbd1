/** The search table: one row a coach, made anew from everything it depends on, in the transaction of each change. */
import type { Tx } from '@ecc/kit'
import { type Hours, readHours, slotQuery } from './availability.ts'
import { readBusy } from './busy.ts'
import { packRuns, toMinutes } from './free-starts.ts'
import { findGame } from './games.ts'
import { isHidden } from './hiding.ts'
import { freeSlotStarts } from './slots.ts'

const dayMs = 86_400_000
/** Enough for two hours at a step of five minutes; what looks at every coach, like "soonest", reads only these. */
const firstStarts = 24

interface Source {
  status: string
  headline: string
  bio: string
  languages: string[]
  approvedAt: string | null
  ratingMean: number | null
  ratingRankScore: number
  displayName: string | null
  gameIds: string[]
  offerId: string | null
  hourlyMinor: number | null
  currency: string | null
  durationMinutes: number | null
}

/** Brings a locked coach's search row up to date; nothing for someone who is no coach. */
export async function refreshSearch(tx: Tx, coachId: string, now: Date): Promise<void> {
  const source = await readSource(tx, coachId)
  if (!source) return
  const hours = await readHours(tx, coachId)
  const starts =
    hours && source.durationMinutes ? await freeMinutes(tx, coachId, hours, source.durationMinutes, now) : []
  const complete = source.status === 'approved' && source.displayName !== null && source.offerId !== null
  const listed = complete && !(await isHidden(tx, coachId, now))
  const name = plainText(source.displayName ?? '')
  const games = plainText(source.gameIds.map((id) => findGame(id)?.name ?? id).join(' '))
  const headline = plainText(source.headline)
  const words = `${name} ${games} ${headline}`
  await tx`
    insert into coach_search (coach_id, listed, words, document, languages, offer_id, hourly_minor, currency, rating_mean,
      rating_rank_score, score, next_starts, free_starts, step_minutes, notice_minutes, refreshed_at)
    values (${coachId}, ${listed}, ${words},
      setweight(to_tsvector('simple', ${`${name} ${games}`}), 'A') || setweight(to_tsvector('english', ${headline}), 'B')
        || to_tsvector('english', ${plainText(source.bio)}),
      ${source.languages}, ${source.offerId}, ${source.hourlyMinor}, ${source.currency}, ${source.ratingMean},
      ${source.ratingRankScore}, ${rankScore(source, starts, now)}, ${starts.slice(0, firstStarts)},
      ${packRuns(starts, hours?.stepMinutes ?? 1)}, ${hours?.stepMinutes ?? 1}, ${hours?.minNoticeMinutes ?? 0}, ${now})
    on conflict (coach_id) do update set
      listed = excluded.listed, words = excluded.words, document = excluded.document, languages = excluded.languages,
      offer_id = excluded.offer_id, hourly_minor = excluded.hourly_minor, currency = excluded.currency,
      rating_mean = excluded.rating_mean, rating_rank_score = excluded.rating_rank_score, score = excluded.score,
      next_starts = excluded.next_starts, free_starts = excluded.free_starts, step_minutes = excluded.step_minutes,
      notice_minutes = excluded.notice_minutes, refreshed_at = excluded.refreshed_at`
}

async function readSource(tx: Tx, coachId: string): Promise<Source | undefined> {
  return tx.first<Source>`
    select c.status, c.headline, c.bio, c.languages, c.approved_at, c.rating_mean, c.rating_rank_score, p.display_name,
           array(select game_id from coach_games where coach_id = c.id order by position) as game_ids,
           o.id as offer_id, o.hourly_minor, o.currency, o.duration_minutes
    from coaches c left join people p on p.id = c.id
    left join lateral (
      select id, hourly_minor, currency, duration_minutes from offers
      where coach_id = c.id and active and kind = 'single' order by hourly_minor, created_at, id limit 1
    ) o on true
    where c.id = ${coachId}`
}

async function freeMinutes(
  tx: Tx,
  coachId: string,
  hours: Hours,
  durationMinutes: number,
  now: Date,
): Promise<number[]> {
  const to = new Date(now.getTime() + (hours.horizonDays + 2) * dayMs)
  const busy = await readBusy(tx, coachId, {
    from: new Date(now.getTime() - dayMs),
    to: new Date(to.getTime() + dayMs),
    now,
  })
  const starts = freeSlotStarts(slotQuery(hours, durationMinutes, { busy, now, from: now, to }))
  // Only zones of long ago, with offsets in seconds, put starts between the minutes.
  return starts.map(toMinutes).filter(Number.isInteger)
}

/** What `best` sorts by, 0 to 1: the public formula of product.md, "search rank". What is not known here counts half. */
export function rankScore(
  { ratingRankScore, approvedAt }: { ratingRankScore: number; approvedAt: string | null },
  starts: readonly number[],
  now: Date,
): number {
  const nowMinutes = toMinutes(now)
  const freeIn72Hours = starts.filter((start) => start < nowMinutes + 72 * 60).length
  const isNewcomer = approvedAt !== null && now.getTime() - new Date(approvedAt).getTime() < 14 * dayMs
  const attendance = 0.5
  const answers = 0.5
  const repeatPlayers = 0.5
  const score =
    (0.35 * (ratingRankScore - 1)) / 4 +
    0.2 * attendance +
    0.15 * answers +
    0.15 * Math.min(1, freeIn72Hours / 12) +
    0.1 * repeatPlayers +
    (isNewcomer ? 0.05 : 0)
  return Math.round(score * 1e6) / 1e6
}

/** Text without accents and in lower case, so that "Jose" finds "José"; PostgreSQL's `unaccent` is not everywhere. */
export function plainText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}
