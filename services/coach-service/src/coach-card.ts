import type { CoachCard, CoachProfile, CoachStatus } from '@ecc/contracts/coaches'
import type { Queryable } from '@ecc/kit'
import { gamesOf } from './coach.ts'
import { slotAt, toMinutes } from './free-starts.ts'
import { readOffersOf } from './offer.ts'
import { cardOf } from './person.ts'

const minuteMs = 60_000
const shownSlots = 3

interface CardRow {
  id: string
  displayName: string | null
  avatarUrl: string | null
  timeZone: string | null
  status: CoachStatus
  headline: string
  bio: string
  languages: string[]
  games: CoachCard['games']
  ratingMean: number | null
  ratingCount: number
  ratingRankScore: number
  hourlyMinor: number | null
  currency: CoachCard['fromPrice']['currency'] | null
  offerId: string | null
  durationMinutes: number | null
  starts: number[]
  joinedAt: string
}

/** When the next slots begin to count: now, or a later `from` that was searched for. */
export interface CardTimes {
  now: Date
  from?: string | undefined
}

/** The cards of these coaches, in the order of the ids. Whether they may be seen is for the caller to know. */
export async function readCards(sql: Queryable, coachIds: readonly string[], times: CardTimes): Promise<CoachCard[]> {
  const rows = await readRows(sql, coachIds, times)
  const byId = new Map(rows.map((row) => [row.id, row]))
  return coachIds.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toCard(row)] : []
  })
}

/** A coach's public page with the state it is in, undefined for someone who never saved anything as a coach. */
export async function readProfile(
  sql: Queryable,
  coachId: string,
  now: Date,
): Promise<{ status: CoachStatus; profile: CoachProfile } | undefined> {
  const [row] = await readRows(sql, [coachId], { now })
  if (!row) return undefined
  const offers = (await readOffersOf(sql, [coachId])).filter(({ active }) => active)
  return { status: row.status, profile: { ...toCard(row), bio: row.bio, offers, joinedAt: row.joinedAt } }
}

async function readRows(sql: Queryable, coachIds: readonly string[], { now, from }: CardTimes): Promise<CardRow[]> {
  const least = sql.part`greatest(${toMinutes(from ?? now)}::float8, ${toMinutes(now)}::float8 + s.notice_minutes)`
  // A run holds at least one start; only the first may hold none that is late enough.
  return sql<CardRow>`
    select c.id, c.status, c.headline, c.bio, c.languages, c.rating_mean, c.rating_count, c.rating_rank_score,
           p.display_name, p.avatar_url, p.time_zone, ${gamesOf(sql, sql.part`c.id`)} as games,
           s.hourly_minor, s.currency, s.offer_id, o.duration_minutes, coalesce(c.approved_at, c.created_at) as joined_at,
           array(
             select start from (
               select run from unnest(s.free_starts) as run where upper(run) > ${least} order by run limit ${shownSlots + 1}
             ) as runs, generate_series(lower(run), upper(run) - 1, s.step_minutes) as start
             where start >= ${least} order by start limit ${shownSlots}
           ) as starts
    from coaches c left join people p on p.id = c.id left join coach_search s on s.coach_id = c.id left join offers o on o.id = s.offer_id
    where c.id = any(${coachIds})`
}

function toCard(row: CardRow): CoachCard {
  const { durationMinutes } = row
  return {
    ...cardOf(row.id, row),
    headline: row.headline,
    games: row.games,
    languages: row.languages,
    rating: { coachId: row.id, mean: row.ratingMean, count: row.ratingCount, rankScore: row.ratingRankScore },
    // Per hour, like the price filter; nothing on sale is nothing to pay.
    fromPrice: { amount: row.hourlyMinor ?? 0, currency: row.currency ?? 'EUR' },
    nextSlots: durationMinutes === null ? [] : row.starts.map((start) => slotAt(start * minuteMs, durationMinutes)),
    nextSlotsOfferId: row.offerId,
  }
}
